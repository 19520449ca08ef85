// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A const getter fills a mutable cache; both threads see only a const object.
#include <optional>
#include <thread>

class Statistics {
 public:
  int RowCount() const {
    if (!row_count_) row_count_ = 17;  // racy
    return *row_count_;
  }

 private:
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
