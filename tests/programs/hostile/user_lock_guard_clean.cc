// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A lock type of the program locks what its methods lock: here a mutex.
#include <mutex>
#include <thread>

std::mutex mutex;

struct Forward {
  void lock() { mutex.lock(); }
  void unlock() { mutex.unlock(); }
};

Forward first;
Forward second;
int counter = 0;

void Count(Forward& lock) {
  std::lock_guard<Forward> guard(lock);
  counter += 1;
}

int main() {
  std::thread other([] { Count(first); });
  Count(second);
  other.join();
  return 0;
}
