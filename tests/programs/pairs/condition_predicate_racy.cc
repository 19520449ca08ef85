// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The flag is set without the lock, so the predicate reads it while it changes.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  std::thread writer([&] {
    ready = true;  // racy
    changed.notify_one();
  });
  {
    std::unique_lock<std::mutex> lock(mutex);
    while (!changed.wait_for(lock, std::chrono::milliseconds(5), [&] { return ready; })) {  // racy
    }
  }
  writer.join();
  return 0;
}
