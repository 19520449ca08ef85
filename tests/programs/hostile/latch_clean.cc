// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The latch counts both workers.
#include <latch>
#include <thread>

int main() {
  int left = 0;
  int right = 0;
  std::latch done(2);
  std::jthread one([&] {
    left = 1;
    done.count_down();
  });
  std::jthread two([&] {
    right = 1;
    done.count_down();
  });
  done.wait();
  return left + right == 2 ? 0 : 1;
}
