// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Without std::ref each thread gets a copy.
#include <thread>
#include <vector>

void Grow(std::vector<int> rows) { rows.push_back(1); }

int main() {
  std::vector<int> rows(3);
  std::thread one(Grow, rows);
  std::thread two(Grow, rows);
  one.join();
  two.join();
  return rows.size() == 3 ? 0 : 1;
}
