// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Neighbouring elements of vector<bool> are bits of one word.
#include <thread>
#include <vector>

int main() {
  std::vector<bool> flags(8);
  std::thread one([&] { flags[1] = true; });  // racy
  std::thread two([&] { flags[2] = true; });  // racy
  one.join();
  two.join();
  return 0;
}
