// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Every worker increments one plain counter.
#include <thread>
#include <vector>

int main(int argc, char**) {
  long total = 0;
  std::vector<std::thread> workers;
  for (int id = 0; id < argc + 3; ++id) {
    workers.emplace_back([&total] { total += 1; });  // racy
  }
  for (std::thread& worker : workers) worker.join();
  return total > 0 ? 0 : 1;
}
