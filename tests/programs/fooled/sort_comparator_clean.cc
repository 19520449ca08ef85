// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Every call counts in its own cell.
#include <algorithm>
#include <thread>
#include <vector>

long SortRows(std::vector<int>& rows) {
  long comparisons = 0;
  std::sort(rows.begin(), rows.end(), [&comparisons](int left, int right) {
    comparisons += 1;
    return left < right;
  });
  return comparisons;
}

int main() {
  std::vector<int> first = {3, 1, 2};
  std::vector<int> second = {6, 5, 4};
  std::thread one([&] { SortRows(first); });
  std::thread two([&] { SortRows(second); });
  one.join();
  two.join();
  return first[0] + second[0] == 5 ? 0 : 1;
}
