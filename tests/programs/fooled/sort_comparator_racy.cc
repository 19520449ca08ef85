// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparator counts its calls in a shared cell.
#include <algorithm>
#include <thread>
#include <vector>

long comparisons = 0;

void SortRows(std::vector<int>& rows) {
  std::sort(rows.begin(), rows.end(), [](int left, int right) {
    comparisons += 1;  // racy
    return left < right;
  });
}

int main() {
  std::vector<int> first = {3, 1, 2};
  std::vector<int> second = {6, 5, 4};
  std::thread one([&] { SortRows(first); });
  std::thread two([&] { SortRows(second); });
  one.join();
  two.join();
  return comparisons > 1000;
}
