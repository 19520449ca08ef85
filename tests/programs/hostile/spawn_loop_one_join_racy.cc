// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The loop starts several threads, only the last handle is joined before the read.
#include <memory>
#include <thread>
#include <vector>

int main() {
  std::vector<int> cells(3);
  std::vector<std::thread> workers;
  for (int id = 0; id < 3; ++id) workers.emplace_back([&cells, id] { cells[id] = 1; });  // racy
  workers.back().join();
  const int seen = cells[0];  // racy
  for (int id = 0; id < 2; ++id) workers[id].join();
  return seen > 1;
}
