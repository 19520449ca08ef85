// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The case that takes the lock is skipped by entering below it.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Run(int entry) {
  switch (entry) {
    case 0:
      mutex.lock();
      [[fallthrough]];
    case 1:
      total += 1;  // racy
      break;
    default:
      break;
  }
  if (entry == 0) mutex.unlock();
}

int main() {
  std::thread one(Run, 0);
  std::thread two(Run, 1);
  one.join();
  two.join();
  return total > 2;
}
