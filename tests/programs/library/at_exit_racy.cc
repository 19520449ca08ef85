// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A detached thread still runs when the handler registered with atexit runs.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

int total = 0;
std::atomic<bool> started{false};

void AtExit() { total += 1; }  // racy

int main() {
  std::atexit(AtExit);
  std::thread([] {
    for (int k = 0; k < 1000; ++k) total += 1;  // racy
    started.store(true, std::memory_order_relaxed);
    std::this_thread::sleep_for(std::chrono::seconds(30));
  }).detach();
  while (!started.load(std::memory_order_relaxed)) std::this_thread::yield();
  return 0;
}
