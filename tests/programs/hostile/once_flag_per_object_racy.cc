// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each session has its own once flag, but the table they fill is one.
#include <mutex>
#include <thread>
#include <vector>

std::vector<int> table;

struct Session {
  std::once_flag filled;
  void Open() {
    std::call_once(filled, [] { table.push_back(1); });  // racy
  }
};

int main() {
  Session left;
  Session right;
  std::thread one([&] { left.Open(); });
  std::thread two([&] { right.Open(); });
  one.join();
  two.join();
  return table.empty();
}
