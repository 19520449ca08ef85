// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The global ends after main while a detached thread still uses it.
#include <atomic>
#include <chrono>
#include <thread>

struct Counter {
  int value = 0;
  ~Counter() { value = -1; }  // racy
};
Counter counter;
std::atomic<bool> started{false};

int main() {
  std::thread([] {
    for (int k = 0; k < 1000; ++k) counter.value += 1;  // racy
    started.store(true, std::memory_order_relaxed);
    std::this_thread::sleep_for(std::chrono::seconds(30));
  }).detach();
  while (!started.load(std::memory_order_relaxed)) std::this_thread::yield();
  return 0;
}
