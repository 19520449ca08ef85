// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The sibling joins the worker, but nobody waits for the sibling before the write.
#include <thread>

int value = 0;

int main() {
  std::thread worker([] { value += 1; });
  std::thread waiter([&worker] { worker.join(); });
  value += 2;  // racy
  waiter.join();
  return 0;
}
