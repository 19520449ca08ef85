// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The lock is taken in the right operand, which one caller does not evaluate.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

bool Take() {
  mutex.lock();
  return true;
}

void Run(bool wanted) {
  const bool held = wanted && Take();
  total += 1;  // racy
  if (held) mutex.unlock();
}

int main() {
  std::thread one(Run, true);
  std::thread two(Run, false);
  one.join();
  two.join();
  return total > 2;
}
