// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// As with the bare lock type: the unique_lock around it takes what lock() takes, nothing.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex mutex;
std::condition_variable_any changed;
int counter = 0;

struct Release {
  void lock() {}
  void unlock() { mutex.unlock(); }
};

Release release;

int main() {
  std::thread other([] {
    for (int i = 0; i < 2000; ++i) {
      std::lock_guard<std::mutex> guard(mutex);
      counter += 1;  // racy
    }
  });
  mutex.lock();
  std::unique_lock<Release> lock(release, std::adopt_lock);
  changed.wait_for(lock, std::chrono::microseconds(10));
  counter += 1;  // racy
  lock.release();
  other.join();
  return 0;
}
