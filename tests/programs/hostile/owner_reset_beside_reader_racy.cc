// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One thread replaces the object under the lock; the other still holds a reference into it.
#include <memory>
#include <mutex>
#include <thread>

struct Box {
  int value = 0;
};
std::unique_ptr<Box> slot = std::make_unique<Box>();
std::mutex mutex;

int main() {
  std::thread reader([] {
    Box* box = nullptr;
    {
      std::lock_guard<std::mutex> lock(mutex);
      box = slot.get();
    }
    box->value += 1;
  });
  {
    std::lock_guard<std::mutex> lock(mutex);
    slot = std::make_unique<Box>();
  }
  reader.join();
  return 0;
}
