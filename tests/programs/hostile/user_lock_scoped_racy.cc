// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One of the two threads locks both, the other only what is no lock.
#include <mutex>
#include <thread>

struct Nothing {
  void lock() {}
  bool try_lock() { return true; }
  void unlock() {}
};

std::mutex mutex;
Nothing nothing;
int counter = 0;

int main() {
  std::thread other([] {
    std::scoped_lock both(nothing, mutex);
    counter += 1;  // racy
  });
  {
    std::unique_lock<Nothing> one(nothing, std::defer_lock);
    one.lock();
    counter += 1;  // racy
  }
  other.join();
  return 0;
}
