// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Every thread has its own counter.
#include <thread>

thread_local int counter = 0;

int main() {
  std::thread one([] { counter += 1; });
  std::thread two([] { counter += 1; });
  one.join();
  two.join();
  return counter;
}
