// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker tests a mode before it writes, but a third thread changes the mode.
#include <atomic>
#include <thread>

std::atomic<int> mode{0};
int value = 0;

void WriteInMode(int wanted) {
  for (int k = 0; k < 300000; ++k) {
    if (mode.load() == wanted) value += 1;  // racy
  }
}

int main() {
  std::thread switcher([] {
    for (int k = 0; k < 600000; ++k) mode.store(k / 100 % 2);
  });
  std::thread one(WriteInMode, 0);
  std::thread two(WriteInMode, 1);
  one.join();
  two.join();
  switcher.join();
  return value < 0;
}
