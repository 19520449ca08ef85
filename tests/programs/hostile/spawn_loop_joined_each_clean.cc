// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread has ended before the next one starts.
#include <thread>

int main() {
  int total = 0;
  for (int id = 0; id < 3; ++id) {
    std::thread worker([&total] { total += 1; });
    worker.join();
  }
  return total == 3 ? 0 : 1;
}
