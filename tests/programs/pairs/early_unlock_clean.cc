// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What follows the early unlock touches only the worker's own copy.
#include <mutex>
#include <thread>

std::mutex mutex;
int shared_total = 0;

void Work(int* own) {
  std::unique_lock<std::mutex> lock(mutex);
  shared_total += 1;
  const int copy = shared_total;
  lock.unlock();
  *own = copy * 2;
}

int main() {
  int left = 0;
  int right = 0;
  std::thread one(Work, &left);
  std::thread two(Work, &right);
  one.join();
  two.join();
  return left + right == 6 ? 0 : 1;
}
