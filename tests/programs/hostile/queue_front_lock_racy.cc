// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread locks the first of the locks; which one that is changes.
#include <mutex>
#include <queue>
#include <thread>

std::mutex mutex;
std::queue<std::mutex> locks;
int counter = 0;

void Count() {
  mutex.lock();
  std::mutex& first = locks.front();
  mutex.unlock();
  std::lock_guard<std::mutex> guard(first);
  counter += 1;  // racy
}

int main() {
  locks.emplace();
  locks.emplace();
  std::thread other(Count);
  {
    std::lock_guard<std::mutex> guard(mutex);
    locks.pop();
  }
  Count();
  other.join();
  return 0;
}
