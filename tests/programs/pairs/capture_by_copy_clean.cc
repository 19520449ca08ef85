// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker has its own copy of the counter.
#include <thread>

int main() {
  int counter = 0;
  std::thread one([counter]() mutable { counter += 1; });
  std::thread two([counter]() mutable { counter += 1; });
  one.join();
  two.join();
  return counter;
}
