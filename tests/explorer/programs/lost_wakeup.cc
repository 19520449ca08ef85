// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The flag is set outside of the mutex: the notification can come between test and wait.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> ready{false};
  std::thread waiter([&] {
    std::unique_lock guard(mutex);
    while (!ready) changed.wait(guard);
  });
  std::thread notifier([&] {
    ready = true;
    changed.notify_one();
  });
  waiter.join();
  notifier.join();
  return 0;
}
