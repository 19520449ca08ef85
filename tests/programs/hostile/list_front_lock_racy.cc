// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A new first element of a list comes with a new lock.
#include <list>
#include <mutex>
#include <thread>

std::mutex mutex;
std::list<std::mutex> locks(1);
int counter = 0;

void Count() {
  mutex.lock();
  std::mutex& first = locks.front();
  mutex.unlock();
  std::lock_guard<std::mutex> guard(first);
  counter += 1;  // racy
}

int main() {
  std::thread other(Count);
  {
    std::lock_guard<std::mutex> guard(mutex);
    locks.emplace_front();
  }
  Count();
  other.join();
  return 0;
}
