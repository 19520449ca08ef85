// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The shared word is changed by inline assembly.
#include <thread>

long total = 0;

void Add() {
  asm volatile("incq %0" : "+m"(total));  // unsupported: asm
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 2;
}
