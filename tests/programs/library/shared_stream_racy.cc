// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A string stream has no lock.
#include <sstream>
#include <thread>

int main() {
  std::ostringstream stream;
  std::thread one([&] { stream << 1; });  // racy
  std::thread two([&] { stream << 2; });  // racy
  one.join();
  two.join();
  return stream.str().size() > 2;
}
