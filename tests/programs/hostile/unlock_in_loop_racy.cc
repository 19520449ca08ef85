// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The second round of the loop runs without the lock.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add() {
  mutex.lock();
  for (int k = 0; k < 2; ++k) {
    total += 1;  // racy
    if (k == 0) mutex.unlock();
  }
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 4;
}
