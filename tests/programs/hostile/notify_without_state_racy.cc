// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// wait() without a predicate may return before the writer has written.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable changed;
  int payload = 0;
  int seen = 0;
  std::thread writer([&] {
    payload = 1;  // racy
    changed.notify_one();
  });
  {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait_for(lock, std::chrono::milliseconds(1));
    seen = payload;  // racy
  }
  writer.join();
  return seen > 1;
}
