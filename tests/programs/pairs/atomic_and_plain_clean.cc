// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Every access to the counter is atomic.
#include <atomic>
#include <thread>

int main() {
  int counter = 0;
  std::thread one([&] { std::atomic_ref<int>(counter).fetch_add(1, std::memory_order_relaxed); });
  std::thread two([&] { std::atomic_ref<int>(counter).fetch_add(1, std::memory_order_relaxed); });
  one.join();
  two.join();
  return counter == 2 ? 0 : 1;
}
