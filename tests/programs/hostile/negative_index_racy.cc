// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// -1 / 2 and 1 / 2 are both 0 in C++.
#include <thread>
#include <vector>

void Touch(std::vector<int>& cells, int key) { cells[key / 2 + 1] += 1; }  // racy

int main() {
  std::vector<int> cells(4);
  std::thread one([&] { Touch(cells, -1); });
  std::thread two([&] { Touch(cells, 1); });
  one.join();
  two.join();
  return cells[1] > 2;
}
