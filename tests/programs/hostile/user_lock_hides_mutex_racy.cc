// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The class is a mutex, and its own lock() hides the one of the mutex.
#include <mutex>
#include <thread>

struct Hidden : std::mutex {
  void lock() {}
  void unlock() {}
};

Hidden hidden;
int counter = 0;

void Count() {
  std::lock_guard<Hidden> guard(hidden);
  counter += 1;  // racy
}

int main() {
  std::thread other(Count);
  Count();
  other.join();
  return 0;
}
