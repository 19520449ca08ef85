// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Erasing a jthread waits for it, but another one is erased.
#include <map>
#include <thread>

int main() {
  int value = 0;
  std::map<int, std::jthread> threads;
  threads[1] = std::jthread([&value] { value = 1; });  // racy
  threads[2] = std::jthread([] {});
  threads.erase(2);
  return value > 1;  // racy
}
