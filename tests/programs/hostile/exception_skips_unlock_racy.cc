// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The exception leaves after the early unlock, and its handler touches the total.
#include <mutex>
#include <stdexcept>
#include <thread>

std::mutex mutex;
int total = 0;

int Check(int value) {
  if (value > 0) throw std::runtime_error("too large");
  return value;
}

void Add(int value) {
  std::unique_lock<std::mutex> lock(mutex);
  total += 1;  // racy
  lock.unlock();
  try {
    Check(value);
    lock.lock();
    total += 1;
  } catch (const std::runtime_error&) {
    total -= 1;  // racy
  }
}

int main() {
  std::thread one(Add, 1);
  std::thread two(Add, 1);
  one.join();
  two.join();
  return total > 4;
}
