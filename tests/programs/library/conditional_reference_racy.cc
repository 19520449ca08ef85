// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The reference is bound to one of two objects.
#include <thread>

int main(int argc, char**) {
  int left = 0;
  int right = 0;
  int& chosen = argc > 1 ? left : right;
  std::thread one([&chosen] { chosen += 1; });  // racy
  std::thread two([&right] { right += 1; });    // racy
  one.join();
  two.join();
  return left + right > 2;
}
