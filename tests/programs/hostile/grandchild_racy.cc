// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The child is joined, the grandchild it detached is not.
#include <atomic>
#include <thread>

int value = 0;
std::atomic<bool> ended{false};

int main() {
  std::thread child([] {
    std::thread([] {
      value = 1;  // racy
      ended.store(true, std::memory_order_relaxed);
    }).detach();
  });
  child.join();
  const int seen = value;  // racy
  while (!ended.load(std::memory_order_relaxed)) std::this_thread::yield();
  return seen > 1;
}
