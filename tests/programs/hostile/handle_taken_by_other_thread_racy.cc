// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Another thread takes the handle under the lock; whoever finds it empty waits for nobody.
#include <mutex>
#include <thread>
#include <utility>

struct Shared {
  std::mutex mutex;
  std::thread worker;
};

Shared shared;
int value = 0;

int main() {
  shared.worker = std::thread([] { value += 1; });
  std::thread taker([] {
    std::thread mine;
    {
      std::lock_guard<std::mutex> lock(shared.mutex);
      mine = std::move(shared.worker);
    }
    if (mine.joinable()) mine.join();
  });
  {
    std::lock_guard<std::mutex> lock(shared.mutex);
    if (shared.worker.joinable()) shared.worker.join();
  }
  value += 2;  // racy
  taker.join();
  return 0;
}
