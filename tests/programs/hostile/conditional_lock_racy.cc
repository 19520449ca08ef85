// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The lock is taken only if a flag asks for it, and one caller does not ask.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add(bool safe) {
  if (safe) mutex.lock();
  total += 1;  // racy
  if (safe) mutex.unlock();
}

int main() {
  std::thread one(Add, true);
  std::thread two(Add, false);
  one.join();
  two.join();
  return total > 2;
}
