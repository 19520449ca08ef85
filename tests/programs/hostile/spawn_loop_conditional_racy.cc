// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// More threads are started than the joining loop counts.
#include <thread>
#include <vector>

int main(int argc, char**) {
  std::vector<int> cells(8);
  std::vector<std::thread> workers;
  const int started = argc > 5 ? 2 : 3;
  const int joined = 2;
  for (int id = 0; id < started; ++id)
    workers.emplace_back([&cells, id] { cells[id] = 1; });  // racy
  for (int id = 0; id < joined; ++id) workers[id].join();
  const int seen = cells[2];  // racy
  for (int id = joined; id < started; ++id) workers[id].join();
  return seen > 1;
}
