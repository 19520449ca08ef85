// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The address of one thread's counter is given to another thread.
#include <thread>

thread_local int counter = 0;

int main() {
  int* mine = &counter;
  std::thread worker([mine] { *mine += 1; });  // racy
  counter += 1;                                // racy
  worker.join();
  return counter > 2;
}
