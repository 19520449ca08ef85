// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// State and payload change under the lock that the waiter holds.
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  int payload = 0;
  std::thread writer([&] {
    {
      std::lock_guard<std::mutex> lock(mutex);
      payload = 9;
      ready = true;
    }
    changed.notify_one();
  });
  int seen = 0;
  {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return ready; });
    seen = payload;
  }
  writer.join();
  return seen == 9 ? 0 : 1;
}
