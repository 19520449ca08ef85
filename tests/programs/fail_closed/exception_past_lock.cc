// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A callee defined elsewhere may throw past the manual unlock; the handler then touches the total.
#include <mutex>
#include <thread>

void MayThrow(int round);

std::mutex mutex;
int total = 0;

void Add(int round) {
  try {
    mutex.lock();
    total += 1;
    mutex.unlock();
    MayThrow(round);  // unsupported: exception|MayThrow
    mutex.lock();
    total += 1;
    mutex.unlock();
  } catch (...) {
    total -= 1;
  }
}

int main() {
  std::thread one(Add, 1);
  std::thread two(Add, 2);
  one.join();
  two.join();
  return total > 4;
}
