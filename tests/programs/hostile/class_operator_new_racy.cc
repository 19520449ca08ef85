// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// make_unique runs the operator new of the class, the end of the pointer its operator delete.
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <thread>

long allocated = 0;
long returned = 0;

struct Counted {
  int value = 0;
  static void* operator new(std::size_t bytes) {
    allocated += 1;  // racy
    return std::malloc(bytes);
  }
  static void operator delete(void* pointer) {
    returned += 1;  // racy
    std::free(pointer);
  }
};

void Use() {
  const auto counted = std::make_unique<Counted>();
  counted->value = 1;
}

int main() {
  std::thread one(Use);
  std::thread two(Use);
  one.join();
  two.join();
  return allocated + returned > 4;
}
