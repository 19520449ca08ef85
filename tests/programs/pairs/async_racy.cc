// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// main writes before it waits for the task.
#include <future>

int main() {
  int value = 0;
  std::future<void> task = std::async(std::launch::async, [&value] { value += 5; });  // racy
  value += 1;                                                                         // racy
  task.get();
  return value == 6 ? 0 : 1;
}
