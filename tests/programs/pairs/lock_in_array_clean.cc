// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Bucket i is touched under lock i.
#include <mutex>
#include <thread>

std::mutex locks[4];
int buckets[4];

void Add(int bucket) {
  std::lock_guard<std::mutex> lock(locks[bucket]);
  buckets[bucket] += 1;
}

int main() {
  std::thread one([] {
    for (int k = 0; k < 4; ++k) Add(k);
  });
  std::thread two([] {
    for (int k = 3; k >= 0; --k) Add(k);
  });
  one.join();
  two.join();
  return 0;
}
