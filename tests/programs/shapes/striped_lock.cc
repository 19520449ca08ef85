// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Cell k is always touched under stripe k % 16.
#include <mutex>
#include <thread>
#include <vector>

class StripedTable {
 public:
  explicit StripedTable(unsigned cell_count) : cells_(cell_count) {}
  void Increment(unsigned cell) {
    std::lock_guard<std::mutex> lock(stripes_[cell % 16]);
    cells_[cell] += 1;
  }

 private:
  std::mutex stripes_[16];
  std::vector<long> cells_;
};

int main(int argc, char**) {
  StripedTable table(64);
  std::vector<std::thread> workers;
  for (int id = 0; id < argc + 3; ++id) {
    workers.emplace_back([&table] {
      for (unsigned cell = 0; cell < 64; ++cell) table.Increment(cell);
    });
  }
  for (std::thread& worker : workers) worker.join();
  return 0;
}
