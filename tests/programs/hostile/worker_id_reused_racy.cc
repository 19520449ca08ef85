// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two pools number their workers from 0 and use one vector.
#include <thread>
#include <vector>

void StartPool(std::vector<std::thread>& threads, std::vector<int>& cells) {
  for (int id = 0; id < 2; ++id) threads.emplace_back([&cells, id] { cells[id] += 1; });  // racy
}

int main() {
  std::vector<int> cells(2);
  std::vector<std::thread> threads;
  StartPool(threads, cells);
  StartPool(threads, cells);
  for (std::thread& thread : threads) thread.join();
  return cells[0] > 2;
}
