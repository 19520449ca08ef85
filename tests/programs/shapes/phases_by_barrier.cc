// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Workers fill their own part, meet at a barrier, then read all parts.
#include <barrier>
#include <thread>
#include <vector>

int main(int argc, char**) {
  const int worker_count = argc + 3;
  std::vector<long> parts(worker_count);
  std::vector<long> sums(worker_count);
  std::barrier<> filled(worker_count);
  std::vector<std::jthread> workers;
  for (int id = 0; id < worker_count; ++id) {
    workers.emplace_back([&, id] {
      parts[id] = id;
      filled.arrive_and_wait();
      long sum = 0;
      for (int other = 0; other < worker_count; ++other) sum += parts[other];
      sums[id] = sum;
    });
  }
  return 0;
}
