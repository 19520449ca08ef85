// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// get() waits for the task.
#include <future>

int main() {
  int value = 0;
  std::future<void> task = std::async(std::launch::async, [&value] { value = 5; });
  task.get();
  return value == 5 ? 0 : 1;
}
