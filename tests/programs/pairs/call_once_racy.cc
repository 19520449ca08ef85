// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One path reads the table without passing call_once.
#include <mutex>
#include <thread>
#include <vector>

struct Table {
  std::once_flag built;
  std::vector<int> rows;
  int First() {
    std::call_once(built, [this] { rows.assign(8, 3); });  // racy
    return rows[0];
  }
  bool IsEmpty() const { return rows.empty(); }  // racy
};

int main() {
  Table table;
  int left = 0;
  bool right = false;
  std::thread one([&] { left = table.First(); });
  std::thread two([&] { right = table.IsEmpty(); });
  one.join();
  two.join();
  return left == 3 || right ? 0 : 1;
}
