// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The flag is atomic, but relaxed: it orders nothing.
#include <atomic>
#include <thread>

int payload = 0;
std::atomic<bool> ready{false};

int main() {
  int seen = 0;
  std::thread writer([] {
    payload = 1;  // racy
    ready.store(true, std::memory_order_relaxed);
  });
  std::thread reader([&seen] {
    while (!ready.load(std::memory_order_relaxed)) {
    }
    seen = payload;  // racy
  });
  writer.join();
  reader.join();
  return seen > 1;
}
