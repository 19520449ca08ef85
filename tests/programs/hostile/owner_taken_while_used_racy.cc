// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One thread looks into the cell without the lock that the other one takes to empty it.
#include <memory>
#include <mutex>
#include <thread>

struct Box {
  int value = 0;
};
std::unique_ptr<Box> slot = std::make_unique<Box>();
std::mutex mutex;

int main() {
  std::thread looker([] {
    Box* box = nullptr;
    {
      std::lock_guard<std::mutex> lock(mutex);
      box = slot.get();
    }
    if (box != nullptr) box->value += 1;
  });
  std::thread taker([] {
    std::unique_ptr<Box> mine;
    {
      std::lock_guard<std::mutex> lock(mutex);
      mine = std::move(slot);
    }
    mine->value += 1;
    static std::unique_ptr<Box> keep;
    keep = std::move(mine);
  });
  looker.join();
  taker.join();
  return 0;
}
