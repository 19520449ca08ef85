// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The look-up of another key walks buckets that the insertion changes.
#include <mutex>
#include <thread>
#include <unordered_map>

int main() {
  std::mutex mutex;
  std::unordered_map<int, int> counts;
  bool found = false;
  std::thread reader([&] { found = counts.find(7) != counts.end(); });  // racy
  std::thread writer([&] {
    std::lock_guard<std::mutex> lock(mutex);
    counts.emplace(3, 1);  // racy
  });
  reader.join();
  writer.join();
  return found ? 1 : 0;
}
