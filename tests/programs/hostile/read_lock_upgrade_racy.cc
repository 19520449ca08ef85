// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Between the release of the read lock and the write lock another writer may come; the value used
// afterwards was read before, and the write to the log happens under the read lock.
#include <mutex>
#include <shared_mutex>
#include <thread>

std::shared_mutex mutex;
int value = 0;
int log_length = 0;

void Increment() {
  mutex.lock_shared();
  const int old = value;
  for (int k = 0; k < 100; ++k) log_length += 1;  // racy
  mutex.unlock_shared();
  mutex.lock();
  value = old + 1;
  mutex.unlock();
}

int main() {
  auto run = [] {
    for (int k = 0; k < 2000; ++k) Increment();
  };
  std::thread one(run);
  std::thread two(run);
  std::thread three(run);
  one.join();
  two.join();
  three.join();
  return value > 6000;
}
