// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The flag may change between its two reads: both branches may be taken.
#include <atomic>
#include <thread>

std::atomic<bool> flag{false};
int value = 0;

int main() {
  std::thread setter([] { flag.store(true, std::memory_order_relaxed); });
  std::thread writer([] {
    for (int i = 0; i < 1000; ++i) {
      if (flag.load(std::memory_order_relaxed)) return;
      if (flag.load(std::memory_order_relaxed)) {
        value += 1;
        return;
      }
    }
  });
  value += 1;
  setter.join();
  writer.join();
  return 0;
}
