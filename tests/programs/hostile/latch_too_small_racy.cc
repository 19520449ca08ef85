// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The latch opens after the first of two workers.
#include <latch>
#include <thread>

int main() {
  int left = 0;
  int right = 0;
  std::latch done(1);
  std::jthread one([&] {
    left = 1;  // racy
    done.count_down();
  });
  std::jthread two([&] {
    done.wait();
    right = left;
  });
  std::jthread three([&] { left = 2; });  // racy
  return 0;
}
