// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Only the last copy of a shared future waits for the thread.
#include <future>

int counter = 0;

int main() {
  std::shared_future<void> kept = std::async(std::launch::async, [] { counter += 1; }).share();
  {
    std::shared_future<void> copy = kept;
  }
  counter += 1;
  kept.wait();
  return 0;
}
