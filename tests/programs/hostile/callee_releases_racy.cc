// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A function called inside the critical section gives the lock back.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Flush() { mutex.unlock(); }

void Add() {
  mutex.lock();
  Flush();
  total += 1;  // racy
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 2;
}
