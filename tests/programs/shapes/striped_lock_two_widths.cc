// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One path takes stripe k % 16, the other k % 8: cell 24 has two locks.
#include <mutex>
#include <thread>
#include <vector>

class StripedTable {
 public:
  explicit StripedTable(unsigned cell_count) : cells_(cell_count) {}
  void Increment(unsigned cell) {
    std::lock_guard<std::mutex> lock(stripes_[cell % 16]);
    cells_[cell] += 1;  // racy
  }
  void Clear(unsigned cell) {
    std::lock_guard<std::mutex> lock(stripes_[cell % 8]);
    cells_[cell] = 0;  // racy
  }

 private:
  std::mutex stripes_[16];
  std::vector<long> cells_;
};

int main() {
  StripedTable table(64);
  std::thread first([&table] {
    for (unsigned cell = 0; cell < 64; ++cell) table.Increment(cell);
  });
  std::thread second([&table] {
    for (unsigned cell = 0; cell < 64; ++cell) table.Clear(cell);
  });
  first.join();
  second.join();
  return 0;
}
