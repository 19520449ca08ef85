// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Sleeping is not synchronisation.
#include <chrono>
#include <thread>

int value = 0;

int main() {
  std::thread worker([] { value = 1; });  // racy
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const int seen = value;  // racy
  worker.join();
  return seen > 1;
}
