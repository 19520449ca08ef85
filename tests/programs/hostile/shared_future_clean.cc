// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A wait through any copy waits for the thread.
#include <future>

int counter = 0;

int main() {
  std::shared_future<void> kept = std::async(std::launch::async, [] { counter += 1; }).share();
  std::shared_future<void> copy = kept;
  copy.wait();
  counter += 1;
  return 0;
}
