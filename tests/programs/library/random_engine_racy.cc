// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Drawing a number changes the engine.
#include <random>
#include <thread>

int main() {
  std::mt19937 engine(1);
  unsigned left = 0;
  unsigned right = 0;
  std::thread one([&] { left = static_cast<unsigned>(engine()); });   // racy
  std::thread two([&] { right = static_cast<unsigned>(engine()); });  // racy
  one.join();
  two.join();
  return left == 0 && right == 0;
}
