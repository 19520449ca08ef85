// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The acquire load is there, but the payload is read whatever it returned.
#include <atomic>
#include <thread>

int payload = 0;
std::atomic<bool> ready{false};

int main() {
  int seen = 0;
  std::thread writer([] {
    payload = 1;  // racy
    ready.store(true, std::memory_order_release);
  });
  std::thread reader([&seen] {
    (void)ready.load(std::memory_order_acquire);
    seen = payload;  // racy
  });
  writer.join();
  reader.join();
  return seen > 1;
}
