// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One thread adds atomically, the other plainly.
#include <atomic>
#include <thread>

int main() {
  int counter = 0;
  std::thread one([&] { std::atomic_ref<int>(counter).fetch_add(1); });  // racy
  std::thread two([&] { counter += 1; });                                // racy
  one.join();
  two.join();
  return counter > 2;
}
