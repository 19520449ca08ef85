// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both branches join before the read.
#include <thread>

int main(int argc, char**) {
  int value = 0;
  std::thread worker([&value] { value = 1; });
  if (argc > 1) {
    worker.join();
  } else {
    worker.join();
  }
  return value == 1 ? 0 : 1;
}
