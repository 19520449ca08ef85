// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The program replaces the global operator new; plain new expressions run it.
#include <cstddef>
#include <cstdlib>
#include <new>
#include <thread>

long allocated = 0;

void* operator new(std::size_t bytes) {
  allocated += 1;  // racy
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* pointer) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }

int* left = nullptr;
int* right = nullptr;

int main() {
  std::thread one([] { left = new int(1); });
  std::thread two([] { right = new int(2); });
  one.join();
  two.join();
  delete left;
  delete right;
  return allocated > 1000;
}
