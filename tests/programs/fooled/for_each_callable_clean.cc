// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callable adds to the worker's own sum.
#include <algorithm>
#include <thread>
#include <vector>

int SumAll(const std::vector<int>& rows) {
  int sum = 0;
  std::for_each(rows.begin(), rows.end(), [&sum](int row) { sum += row; });
  return sum;
}

int main() {
  const std::vector<int> rows(8, 1);
  int left = 0;
  int right = 0;
  std::thread one([&] { left = SumAll(rows); });
  std::thread two([&] { right = SumAll(rows); });
  one.join();
  two.join();
  return left + right == 16 ? 0 : 1;
}
