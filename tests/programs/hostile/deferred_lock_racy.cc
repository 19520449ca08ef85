// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The scoped lock is made with defer_lock and locked on one path only.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add(int value) {
  std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
  if (value > 5) lock.lock();
  total += 1;  // racy
}

int main() {
  std::thread one(Add, 1);
  std::thread two(Add, 9);
  one.join();
  two.join();
  return total > 2;
}
