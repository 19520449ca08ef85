// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A copied pointer still points to the one object.
#include <thread>

int main() {
  int counter = 0;
  int* pointer = &counter;
  std::thread one([pointer] { *pointer += 1; });  // racy
  std::thread two([pointer] { *pointer += 1; });  // racy
  one.join();
  two.join();
  return counter > 2;
}
