// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Waiter and writer hold different mutexes.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex left;
  std::mutex right;
  std::condition_variable changed;
  bool ready = false;
  std::thread writer([&] {
    std::lock_guard<std::mutex> lock(right);
    ready = true;  // racy
    changed.notify_one();
  });
  {
    std::unique_lock<std::mutex> lock(left);
    while (!ready) changed.wait_for(lock, std::chrono::milliseconds(1));  // racy
  }
  writer.join();
  return 0;
}
