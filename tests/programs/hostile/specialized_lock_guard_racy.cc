// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A specialisation of the program's own that does not lock.
#include <mutex>
#include <thread>

struct Lock {
  void lock() { mutex.lock(); }
  void unlock() { mutex.unlock(); }
  std::mutex mutex;
};

template <>
class std::lock_guard<Lock> {
 public:
  explicit lock_guard(Lock&) {}
  ~lock_guard() {}
};

Lock shared;
int counter = 0;

void Count() {
  std::lock_guard<Lock> guard(shared);
  counter += 1;  // racy
}

int main() {
  std::thread other(Count);
  Count();
  other.join();
  return 0;
}
