// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Formed under the lock and used under the lock, but the storage changes hands in between.
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::vector<int> first(4, 0);
std::vector<int> second(4, 0);
std::mutex first_mutex;
std::mutex second_mutex;

int main() {
  std::thread user([] {
    int* element = nullptr;
    {
      std::lock_guard<std::mutex> lock(first_mutex);
      element = &first[0];
    }
    std::lock_guard<std::mutex> lock(first_mutex);
    *element += 1;
  });
  std::thread mover([] {
    std::scoped_lock lock(first_mutex, second_mutex);
    second = std::move(first);
  });
  std::thread reader([] {
    std::lock_guard<std::mutex> lock(second_mutex);
    if (!second.empty()) second[0] += 1;
  });
  user.join();
  mover.join();
  reader.join();
  return 0;
}
