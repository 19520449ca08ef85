// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The loop that joins stops at the first worker.
#include <thread>
#include <vector>

int main(int argc, char**) {
  std::vector<int> cells(4);
  std::vector<std::thread> workers;
  for (int id = 0; id < 4; ++id) workers.emplace_back([&cells, id] { cells[id] = 1; });  // racy
  int joined = 0;
  for (std::thread& worker : workers) {
    if (joined == argc) break;
    worker.join();
    joined += 1;
  }
  const int seen = cells[3];  // racy
  for (std::thread& worker : workers) {
    if (worker.joinable()) worker.join();
  }
  return seen > 1;
}
