// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An implicit conversion counts its uses.
#include <thread>

int conversions = 0;

struct Meter {
  int value;
  operator int() const {
    conversions += 1;  // racy
    return value;
  }
};

int main() {
  const Meter meter{3};
  int left = 0;
  int right = 0;
  std::thread one([&] { left = meter; });
  std::thread two([&] { right = meter; });
  one.join();
  two.join();
  return left + right == 6 ? 0 : 1;
}
