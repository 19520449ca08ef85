// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The recursion counts its depth in a shared cell.
#include <thread>
#include <vector>

long deepest = 0;

long Sum(const std::vector<int>& values, int begin, int end, long depth) {
  if (depth > deepest) deepest = depth;  // racy
  if (end - begin == 1) return values[begin];
  const int middle = (begin + end) / 2;
  return Sum(values, begin, middle, depth + 1) + Sum(values, middle, end, depth + 1);
}

int main() {
  const std::vector<int> values(64, 1);
  long left = 0;
  long right = 0;
  std::thread one([&] { left = Sum(values, 0, 32, 0); });
  std::thread two([&] { right = Sum(values, 32, 64, 0); });
  one.join();
  two.join();
  return left + right == 64 ? 0 : 1;
}
