// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The overloaded address operator counts in a shared cell.
#include <thread>

long taken = 0;

struct Handle {
  int value = 0;
  Handle* operator&() {
    taken += 1;  // racy
    return this;
  }
};

void Use() {
  Handle handle;
  Handle* pointer = &handle;
  pointer->value = 1;
}

int main() {
  std::thread one(Use);
  std::thread two(Use);
  one.join();
  two.join();
  return taken > 2;
}
