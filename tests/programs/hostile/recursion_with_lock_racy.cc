// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The recursion unlocks on the way down and does not lock again on the way up.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Descend(int depth) {
  mutex.lock();
  total += 1;  // racy
  mutex.unlock();
  if (depth > 0) Descend(depth - 1);
  total += 1;  // racy
}

int main() {
  std::thread one(Descend, 3);
  std::thread two(Descend, 3);
  one.join();
  two.join();
  return total > 16;
}
