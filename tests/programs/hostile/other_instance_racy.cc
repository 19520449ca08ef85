// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Merge locks the object it is called on, not the one it reads.
#include <mutex>
#include <thread>

struct Bag {
  std::mutex mutex;
  int size = 0;
  void Grow() {
    std::lock_guard<std::mutex> lock(mutex);
    size += 1;  // racy
  }
  void Merge(Bag& other) {
    std::lock_guard<std::mutex> lock(mutex);
    size += other.size;  // racy
  }
};

int main() {
  Bag left;
  Bag right;
  std::thread one([&] { left.Merge(right); });
  std::thread two([&] { right.Grow(); });
  one.join();
  two.join();
  return left.size > 1;
}
