// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Four workers use a barrier made for two: it opens before all have written.
#include <barrier>
#include <thread>
#include <vector>

int main() {
  std::vector<int> cells(4);
  std::vector<int> sums(4);
  std::barrier<> meeting(2);
  std::vector<std::jthread> workers;
  for (int id = 0; id < 4; ++id) {
    workers.emplace_back([&, id] {
      cells[id] = 1;  // racy
      meeting.arrive_and_wait();
      for (int other = 0; other < 4; ++other) sums[id] += cells[other];  // racy
    });
  }
  return 0;
}
