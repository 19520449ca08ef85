// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The same with release and acquire.
#include <atomic>
#include <thread>

int payload = 0;
std::atomic<bool> ready{false};

int main() {
  int seen = 0;
  std::thread writer([] {
    payload = 1;
    ready.store(true, std::memory_order_release);
  });
  std::thread reader([&seen] {
    while (!ready.load(std::memory_order_acquire)) {
    }
    seen = payload;
  });
  writer.join();
  reader.join();
  return seen == 1 ? 0 : 1;
}
