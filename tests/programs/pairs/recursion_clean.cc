// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker sums its own half of the tree recursively and writes its own cell.
#include <thread>
#include <vector>

long Sum(const std::vector<int>& values, int begin, int end) {
  if (end - begin == 1) return values[begin];
  const int middle = (begin + end) / 2;
  return Sum(values, begin, middle) + Sum(values, middle, end);
}

int main() {
  const std::vector<int> values(64, 1);
  long left = 0;
  long right = 0;
  std::thread one([&] { left = Sum(values, 0, 32); });
  std::thread two([&] { right = Sum(values, 32, 64); });
  one.join();
  two.join();
  return left + right == 64 ? 0 : 1;
}
