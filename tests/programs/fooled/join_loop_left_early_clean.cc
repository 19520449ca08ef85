// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The same loop without the early end.
#include <thread>
#include <vector>

int main() {
  std::vector<int> cells(4);
  std::vector<std::thread> workers;
  for (int id = 0; id < 4; ++id) workers.emplace_back([&cells, id] { cells[id] = 1; });
  for (std::thread& worker : workers) worker.join();
  return cells[3] == 1 ? 0 : 1;
}
