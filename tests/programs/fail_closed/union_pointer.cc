// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A pointer is read out of the union member that was written as an integer.
#include <cstdint>
#include <thread>

union Word {
  std::uintptr_t number;
  int* pointer;
};

int total = 0;

void Add(std::uintptr_t number) {
  Word word;
  word.number = number;
  *word.pointer += 1;  // unsupported: union
}

int main() {
  const std::uintptr_t number = reinterpret_cast<std::uintptr_t>(&total);
  std::thread one(Add, number);
  std::thread two(Add, number);
  one.join();
  two.join();
  return total > 2;
}
