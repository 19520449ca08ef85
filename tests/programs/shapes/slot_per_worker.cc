// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker counts in its own slot; main reads the slots after the joins.
#include <thread>
#include <vector>

struct Slot {
  long rows = 0;
  long bytes = 0;
};

void CountRow(std::vector<Slot>& slots, int worker_id) {
  slots[worker_id].rows += 1;
  slots[worker_id].bytes += 16;
}

int main(int argc, char**) {
  const int worker_count = argc + 3;
  std::vector<Slot> slots(worker_count);
  std::vector<std::thread> workers;
  for (int id = 0; id < worker_count; ++id) {
    workers.emplace_back([&slots, id] { CountRow(slots, id); });
  }
  for (std::thread& worker : workers) worker.join();
  return slots[0].rows == 1 ? 0 : 1;
}
