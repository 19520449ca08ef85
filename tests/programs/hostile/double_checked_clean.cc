// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer is published with release and read with acquire.
#include <atomic>
#include <mutex>
#include <thread>

struct Config {
  int depth = 4;
};
std::mutex mutex;
std::atomic<Config*> config{nullptr};

int Depth() {
  Config* found = config.load(std::memory_order_acquire);
  if (found == nullptr) {
    std::lock_guard<std::mutex> lock(mutex);
    found = config.load(std::memory_order_relaxed);
    if (found == nullptr) {
      static Config storage;
      storage.depth = 5;
      found = &storage;
      config.store(found, std::memory_order_release);
    }
  }
  return found->depth;
}

int main() {
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Depth(); });
  std::thread two([&] { right = Depth(); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
