// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The loop variable is captured by reference and changes while the workers read it.
#include <list>
#include <thread>

int main() {
  int seen[4] = {};
  std::list<std::thread> workers;
  int id = 0;
  for (; id < 3; ++id) {                                          // racy
    workers.emplace_back([&id, &seen] { seen[3] += id > 100; });  // racy
    if (id == 2) break;
  }
  for (std::thread& worker : workers) worker.join();
  return seen[3];
}
