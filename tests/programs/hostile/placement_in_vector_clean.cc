// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two threads fill the two halves through iterators.
#include <thread>
#include <vector>

void Fill(std::vector<int>::iterator begin, std::vector<int>::iterator end) {
  for (auto cell = begin; cell != end; ++cell) *cell = 1;
}

int main() {
  std::vector<int> cells(8);
  auto middle = cells.begin() + 4;
  std::thread one([&cells, middle] { Fill(cells.begin(), middle); });
  std::thread two([&cells, middle] { Fill(middle, cells.end()); });
  one.join();
  two.join();
  return cells[0] + cells[7] == 2 ? 0 : 1;
}
