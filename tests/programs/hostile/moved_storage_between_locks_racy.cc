// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Formed under the lock and used under the lock, but the storage changes hands in between.
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::vector<int> first(4, 0);
std::vector<int> second(4, 0);
std::mutex first_mutex;
std::mutex second_mutex;
std::atomic<bool> formed{false};
std::atomic<bool> moved{false};

int main() {
  std::thread user([] {
    int* element = nullptr;
    {
      std::lock_guard<std::mutex> lock(first_mutex);
      element = &first[0];
    }
    formed.store(true, std::memory_order_relaxed);
    while (!moved.load(std::memory_order_relaxed)) {
    }
    std::lock_guard<std::mutex> lock(first_mutex);
    *element += 1;
  });
  std::thread mover([] {
    while (!formed.load(std::memory_order_relaxed)) {
    }
    {
      std::scoped_lock lock(first_mutex, second_mutex);
      second = std::move(first);
    }
    moved.store(true, std::memory_order_relaxed);
  });
  std::thread reader([] {
    for (int i = 0; i < 1000; ++i) {
      std::lock_guard<std::mutex> lock(second_mutex);
      if (!second.empty()) second[0] += 1;
    }
  });
  user.join();
  mover.join();
  reader.join();
  return 0;
}
