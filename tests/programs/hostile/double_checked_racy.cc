// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The first check reads a plain pointer without the lock.
#include <memory>
#include <mutex>
#include <thread>

struct Config {
  int depth = 4;
};
std::mutex mutex;
std::unique_ptr<Config> config;

int Depth() {
  if (!config) {  // racy
    std::lock_guard<std::mutex> lock(mutex);
    if (!config) config = std::make_unique<Config>();  // racy
  }
  return config->depth;
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
