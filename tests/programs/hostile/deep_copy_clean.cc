// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A copied vector of values shares nothing.
#include <thread>
#include <vector>

int main() {
  std::vector<int> original{0};
  std::vector<int> copy = original;
  std::thread one([&original] { original[0] += 1; });
  std::thread two([&copy] { copy[0] += 1; });
  one.join();
  two.join();
  return original[0] + copy[0] == 2 ? 0 : 1;
}
