// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The initialisation is once, the change after it is not.
#include <mutex>
#include <thread>

std::once_flag filled;
int value = 0;

int Get() {
  std::call_once(filled, [] { value = 1; });
  value += 1;    // racy
  return value;  // racy
}

int main() {
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Get(); });
  std::thread two([&] { right = Get(); });
  one.join();
  two.join();
  return left + right > 6;
}
