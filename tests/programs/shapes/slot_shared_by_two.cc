// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Workers 2k and 2k + 1 use the same slot.
#include <thread>
#include <vector>

struct Slot {
  long rows = 0;
  long bytes = 0;
};

void CountRow(std::vector<Slot>& slots, int worker_id) {
  slots[worker_id / 2].rows += 1;  // racy
}

int main(int argc, char**) {
  const int worker_count = argc + 3;
  std::vector<Slot> slots(worker_count);
  std::vector<std::thread> workers;
  for (int id = 0; id < worker_count; ++id) {
    workers.emplace_back([&slots, id] { CountRow(slots, id); });
  }
  for (std::thread& worker : workers) worker.join();
  return slots[0].rows == 2 ? 0 : 1;
}
