// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One jthread handle: the assignment waits for the first thread, but the second runs on.
#include <thread>

int main() {
  int first = 0;
  int second = 0;
  std::jthread worker([&first] { first = 1; });
  worker = std::jthread([&second] { second = 1; });  // racy
  return first + second > 2;                         // racy
}
