// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both callers ask for the lock.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add(bool safe) {
  if (safe) mutex.lock();
  total += 1;
  if (safe) mutex.unlock();
}

int main() {
  std::thread one(Add, true);
  std::thread two(Add, true);
  one.join();
  two.join();
  return total == 2 ? 0 : 1;
}
