// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker fills `length` cells from its own beginning; the beginnings are closer than that.
#include <span>
#include <thread>
#include <vector>

void Fill(std::span<int> cells, int value) {
  for (int& cell : cells) cell = value;  // racy
}

int main() {
  std::vector<int> cells(10);
  std::span<int> all(cells);
  std::thread one([=] { Fill(all.subspan(0, 6), 1); });
  std::thread two([=] { Fill(all.subspan(5, 5), 2); });
  one.join();
  two.join();
  return cells[5] > 2;
}
