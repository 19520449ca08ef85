// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Look-ups and insertions lie in one critical section each.
#include <mutex>
#include <thread>
#include <unordered_map>

int main() {
  std::mutex mutex;
  std::unordered_map<int, int> counts;
  bool found = false;
  std::thread reader([&] {
    std::lock_guard<std::mutex> lock(mutex);
    found = counts.find(3) != counts.end();
  });
  std::thread writer([&] {
    std::lock_guard<std::mutex> lock(mutex);
    counts.emplace(3, 1);
  });
  reader.join();
  writer.join();
  return found ? 0 : 0;
}
