// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The table is built once; everybody reads it after call_once.
#include <mutex>
#include <thread>
#include <vector>

struct Table {
  std::once_flag built;
  std::vector<int> rows;
  int First() {
    std::call_once(built, [this] { rows.assign(8, 3); });
    return rows[0];
  }
};

int main() {
  Table table;
  int left = 0;
  int right = 0;
  std::thread one([&] { left = table.First(); });
  std::thread two([&] { right = table.First(); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
