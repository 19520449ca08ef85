// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access lies in a callable that a library algorithm calls.
#include <algorithm>
#include <thread>
#include <vector>

int total = 0;

void SumAll(const std::vector<int>& rows) {
  std::for_each(rows.begin(), rows.end(), [](int row) { total += row; });  // racy
}

int main() {
  const std::vector<int> rows(8, 1);
  std::thread one([&] { SumAll(rows); });
  std::thread two([&] { SumAll(rows); });
  one.join();
  two.join();
  return total > 16;
}
