// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The program replaces the global operator new; every container allocates through it.
#include <cstddef>
#include <cstdlib>
#include <new>
#include <thread>
#include <vector>

long allocated = 0;

void* operator new(std::size_t bytes) {
  allocated += 1;  // racy
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* pointer) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }

int main() {
  std::vector<int> left;
  std::vector<int> right;
  std::thread one([&] { left.push_back(1); });
  std::thread two([&] { right.push_back(2); });
  one.join();
  two.join();
  return allocated > 1000;
}
