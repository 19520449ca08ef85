// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// std::exchange writes a plain pointer.
#include <thread>
#include <utility>

int cell = 0;
int* current = &cell;

int main() {
  int* left = nullptr;
  int* right = nullptr;
  std::thread one([&] { left = std::exchange(current, nullptr); });   // racy
  std::thread two([&] { right = std::exchange(current, nullptr); });  // racy
  one.join();
  two.join();
  return left == nullptr && right == nullptr;
}
