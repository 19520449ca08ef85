// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The total is read again after the early unlock.
#include <mutex>
#include <thread>

std::mutex mutex;
int shared_total = 0;

void Work(int* own) {
  std::unique_lock<std::mutex> lock(mutex);
  shared_total += 1;  // racy
  lock.unlock();
  *own = shared_total * 2;  // racy
}

int main() {
  int left = 0;
  int right = 0;
  std::thread one(Work, &left);
  std::thread two(Work, &right);
  one.join();
  two.join();
  return left + right < 4;
}
