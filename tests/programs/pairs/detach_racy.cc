// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The detached thread writes what main reads.
#include <atomic>
#include <thread>

int value = 0;
std::atomic<bool> ended{false};

int main() {
  std::thread([] {
    value = 1;  // racy
    ended.store(true, std::memory_order_relaxed);
  }).detach();
  const int seen = value;  // racy
  while (!ended.load(std::memory_order_relaxed)) std::this_thread::yield();
  return seen > 1;
}
