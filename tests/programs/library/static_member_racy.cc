// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// All objects of the class share the static member.
#include <mutex>
#include <thread>

struct Connection {
  std::mutex mutex;
  static int open_count;
  void Open() {
    std::lock_guard<std::mutex> lock(mutex);
    open_count += 1;  // racy
  }
};
int Connection::open_count = 0;

int main() {
  Connection left;
  Connection right;
  std::thread one([&] { left.Open(); });
  std::thread two([&] { right.Open(); });
  one.join();
  two.join();
  return Connection::open_count > 2;
}
