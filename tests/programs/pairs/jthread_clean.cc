// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The inner block's jthread is joined by its destructor before main reads.
#include <thread>

int main() {
  int value = 0;
  {
    std::jthread worker([&value] { value = 5; });
  }
  return value == 5 ? 0 : 1;
}
