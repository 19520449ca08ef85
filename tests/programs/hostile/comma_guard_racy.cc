// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Assigning an empty lock to the unique_lock releases the mutex.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add() {
  std::unique_lock<std::mutex> lock(mutex);
  lock = std::unique_lock<std::mutex>();
  total += 1;  // racy
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 2;
}
