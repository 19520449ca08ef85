// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both workers only look up; nobody inserts after the start.
#include <map>
#include <thread>

int main() {
  std::map<int, int> counts{{1, 4}, {2, 5}};
  int left = 0;
  int right = 0;
  std::thread one([&] { left = counts.at(1); });
  std::thread two([&] { right = counts.at(2); });
  one.join();
  two.join();
  return left + right == 9 ? 0 : 1;
}
