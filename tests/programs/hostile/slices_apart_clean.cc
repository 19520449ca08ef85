// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The slices meet but do not overlap.
#include <span>
#include <thread>
#include <vector>

void Fill(std::span<int> cells, int value) {
  for (int& cell : cells) cell = value;
}

int main() {
  std::vector<int> cells(10);
  std::span<int> all(cells);
  std::thread one([=] { Fill(all.subspan(0, 5), 1); });
  std::thread two([=] { Fill(all.subspan(5, 5), 2); });
  one.join();
  two.join();
  return cells[4] + cells[5] == 3 ? 0 : 1;
}
