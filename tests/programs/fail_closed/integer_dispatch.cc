// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The function's address is computed from an integer.
#include <cstdint>
#include <cstdlib>
#include <thread>

int total = 0;

void AddOne() { total += 1; }

std::uintptr_t code = reinterpret_cast<std::uintptr_t>(&AddOne) - 64;

void Run() {
  using Step = void (*)();
  Step step = reinterpret_cast<Step>(code + 64);
  step();  // unsupported: indirect call
}

int main() {
  std::thread one(Run);
  std::thread two(Run);
  one.join();
  two.join();
  return total > 2;
}
