// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The view points to the bytes that the other thread replaces.
#include <string>
#include <string_view>
#include <thread>

int main() {
  std::string text = "a text that is longer than the inner buffer";
  const std::string_view view = text;
  int seen = 0;
  std::thread reader([&] { seen = view[3]; });  // racy
  std::thread writer([&] { text[3] = 'x'; });   // racy
  reader.join();
  writer.join();
  return seen == 0;
}
