// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The cached value behind a const getter has its own lock.
#include <mutex>
#include <optional>
#include <thread>

class Statistics {
 public:
  int RowCount() const {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!row_count_) row_count_ = 17;
    return *row_count_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::optional<int> row_count_;
};

int main() {
  const Statistics statistics;
  int left = 0;
  int right = 0;
  std::thread one([&] { left = statistics.RowCount(); });
  std::thread two([&] { right = statistics.RowCount(); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
