// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// qsort runs a callback that locks; in between another thread moves the storage away.
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::vector<int> first(4, 0);
std::vector<int> second(4, 0);
std::mutex first_mutex;
std::mutex second_mutex;

int Compare(const void* a, const void* b) {
  first_mutex.unlock();
  std::this_thread::yield();
  first_mutex.lock();
  return *static_cast<const int*>(a) - *static_cast<const int*>(b);
}

int main() {
  std::thread user([] {
    for (int i = 0; i < 100; ++i) {
      std::lock_guard<std::mutex> lock(first_mutex);
      if (first.empty()) return;
      int* element = &first[0];
      int keys[2] = {2, 1};
      qsort(keys, 2, sizeof(int), Compare);
      *element += 1;
    }
  });
  std::thread mover([] {
    std::scoped_lock lock(first_mutex, second_mutex);
    second = std::move(first);
  });
  std::thread reader([] {
    for (int i = 0; i < 1000; ++i) {
      std::lock_guard<std::mutex> lock(second_mutex);
      second[0] += 1;
    }
  });
  user.join();
  mover.join();
  reader.join();
  return 0;
}
