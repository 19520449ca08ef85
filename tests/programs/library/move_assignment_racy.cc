// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Moving writes the source, which the other thread reads.
#include <string>
#include <thread>
#include <utility>

int main() {
  std::string text = "a text that is longer than the inner buffer";
  std::string target;
  std::size_t seen = 0;
  std::thread one([&] { target = std::move(text); });  // racy
  std::thread two([&] { seen = text.size(); });        // racy
  one.join();
  two.join();
  return seen > 100;
}
