// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The owner hands the object over under a lock but keeps a raw pointer to it.
#include <memory>
#include <mutex>
#include <thread>

std::unique_ptr<int> slot;
std::mutex mutex;

int main() {
  std::thread taker([] {
    for (;;) {
      std::unique_ptr<int> mine;
      {
        std::lock_guard<std::mutex> lock(mutex);
        mine = std::move(slot);
      }
      if (mine == nullptr) continue;
      *mine += 1;
      return;
    }
  });
  std::unique_ptr<int> object = std::make_unique<int>(0);
  int* raw = object.get();
  {
    std::lock_guard<std::mutex> lock(mutex);
    slot = std::move(object);
  }
  *raw += 1;
  taker.join();
  return 0;
}
