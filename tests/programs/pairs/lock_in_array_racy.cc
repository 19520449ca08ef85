// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Bucket i is touched under lock i by one worker and under lock i + 1 by the other.
#include <mutex>
#include <thread>

std::mutex locks[5];
int buckets[4];

void Add(int bucket, int lock_index) {
  std::lock_guard<std::mutex> lock(locks[lock_index]);
  buckets[bucket] += 1;  // racy
}

int main() {
  std::thread one([] {
    for (int k = 0; k < 4; ++k) Add(k, k);
  });
  std::thread two([] {
    for (int k = 0; k < 4; ++k) Add(k, k + 1);
  });
  one.join();
  two.join();
  return 0;
}
