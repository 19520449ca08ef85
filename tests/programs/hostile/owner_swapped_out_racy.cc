// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// After the swap the object belongs to the shared cell, the raw reference does not know.
#include <memory>
#include <mutex>
#include <thread>

std::unique_ptr<int> slot;
std::mutex mutex;

int main() {
  std::unique_ptr<int> mine = std::make_unique<int>(0);
  int& number = *mine;
  {
    std::lock_guard<std::mutex> lock(mutex);
    std::swap(slot, mine);
  }
  std::thread other([] {
    std::lock_guard<std::mutex> lock(mutex);
    *slot += 1;
  });
  number += 1;
  other.join();
  return *slot == 2 ? 0 : 1;
}
