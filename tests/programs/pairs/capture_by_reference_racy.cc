// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both workers refer to one counter.
#include <thread>

int main() {
  int counter = 0;
  std::thread one([&counter]() mutable { counter += 1; });  // racy
  std::thread two([&counter]() mutable { counter += 1; });  // racy
  one.join();
  two.join();
  return counter > 2;
}
