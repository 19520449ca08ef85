// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The jthread lives to the end of main, which reads before that.
#include <thread>

int main() {
  int value = 0;
  std::jthread worker([&value] { value = 5; });  // racy
  return value > 5 ? 1 : 0;                      // racy
}
