// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The id is read from a counter that other workers increment.
#include <atomic>
#include <thread>
#include <vector>

int next_id = 0;

int main() {
  std::vector<int> cells(8);
  std::vector<std::thread> threads;
  for (int k = 0; k < 4; ++k) {
    threads.emplace_back([&cells] {
      const int id = next_id++;  // racy
      if (id < 8) cells[id] += 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  return cells[0] > 4;
}
