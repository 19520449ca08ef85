// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Neighbouring elements of vector<char> are memory locations of their own.
#include <thread>
#include <vector>

int main() {
  std::vector<char> flags(8);
  std::thread one([&] { flags[1] = 1; });
  std::thread two([&] { flags[2] = 1; });
  one.join();
  two.join();
  return flags[1] + flags[2] == 2 ? 0 : 1;
}
