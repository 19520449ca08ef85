// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callee gets the unique_lock by reference and releases it on one path.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void MaybeRelease(std::unique_lock<std::mutex>& lock, int value) {
  if (value == 0) lock.unlock();
}

void Add(int value) {
  std::unique_lock<std::mutex> lock(mutex);
  MaybeRelease(lock, value);
  total += 1;  // racy
}

int main() {
  std::thread one(Add, 0);
  std::thread two(Add, 1);
  one.join();
  two.join();
  return total > 2;
}
