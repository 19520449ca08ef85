// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access stands on the branch on which the lock was not taken.
#include <mutex>
#include <thread>

std::mutex mutex;
int misses = 0;

void Add() {
  for (int k = 0; k < 20000; ++k) {
    if (!mutex.try_lock()) {
      misses += 1;  // racy
      continue;
    }
    mutex.unlock();
  }
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  std::thread three(Add);
  one.join();
  two.join();
  three.join();
  return misses > 100000;
}
