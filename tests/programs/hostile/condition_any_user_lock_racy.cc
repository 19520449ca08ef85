// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The wait gives the mutex away and the lock type does not take it again.
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

int main() {
  std::thread other([] {
    for (int i = 0; i < 2000; ++i) {
      std::lock_guard<std::mutex> guard(mutex);
      counter += 1;  // racy
    }
  });
  mutex.lock();
  Release release;
  changed.wait_for(release, std::chrono::microseconds(10));
  counter += 1;  // racy
  other.join();
  return 0;
}
