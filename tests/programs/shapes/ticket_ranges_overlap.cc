// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A range of 33 rows for a ticket of 32: neighbours share a row.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

int main(int argc, char**) {
  const std::size_t row_count = 4000000;
  std::vector<long> rows(row_count);
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> workers;
  for (int id = 0; id < argc + 3; ++id) {
    workers.emplace_back([&] {
      for (;;) {
        const std::size_t begin = next.fetch_add(32, std::memory_order_relaxed);
        if (begin >= row_count) return;
        const std::size_t end = std::min(begin + 33, row_count);
        for (std::size_t row = begin; row < end; ++row) rows[row] = 1;  // racy
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return rows[999] == 1 ? 0 : 1;
}
