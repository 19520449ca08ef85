// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Readers and writers of a lock type that keeps nobody out.
#include <mutex>
#include <shared_mutex>
#include <thread>

struct Nothing {
  void lock() {}
  void unlock() {}
  void lock_shared() {}
  void unlock_shared() {}
};

Nothing nothing;
int counter = 0;
int seen = 0;

int main() {
  std::thread other([] {
    std::shared_lock<Nothing> reader(nothing);
    seen = counter;  // racy
  });
  {
    std::unique_lock<Nothing> writer(nothing);
    counter += 1;  // racy
  }
  other.join();
  return 0;
}
