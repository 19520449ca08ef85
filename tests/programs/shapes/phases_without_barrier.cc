// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// As phases_by_barrier, but nobody waits.
#include <thread>
#include <vector>

int main(int argc, char**) {
  const int worker_count = argc + 3;
  std::vector<long> parts(worker_count);
  std::vector<long> sums(worker_count);
  std::vector<std::jthread> workers;
  for (int id = 0; id < worker_count; ++id) {
    workers.emplace_back([&, id] {
      parts[id] = id;  // racy
      long sum = 0;
      for (int other = 0; other < worker_count; ++other) sum += parts[other];  // racy
      sums[id] = sum;
    });
  }
  return 0;
}
