// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An empty assembly statement with a memory clobber is used as if it were a fence.
#include <thread>

int payload = 0;
volatile int ready = 0;

int main() {
  std::thread writer([] {
    payload = 1;  // racy
    asm volatile("" ::: "memory");
    ready = 1;  // racy
  });
  const int seen = ready != 0 ? payload : 0;  // racy
  writer.join();
  return seen > 1;
}
