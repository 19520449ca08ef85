// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The configuration is copied under the lock.
#include <mutex>
#include <thread>

struct Options {
  int depth = 1;
  int width = 2;
};
std::mutex mutex;
Options options;

int main() {
  int seen = 0;
  std::thread reader([&] {
    std::unique_lock<std::mutex> lock(mutex);
    const Options copy = options;
    lock.unlock();
    seen = copy.depth + copy.width;
  });
  std::thread writer([] {
    std::lock_guard<std::mutex> lock(mutex);
    options.width = 7;
  });
  reader.join();
  writer.join();
  return seen > 8;
}
