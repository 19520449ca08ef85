// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The name that the linker sees is that of the library.
#include <cstdlib>
#include <thread>

int counter = 0;

extern "C" int Count() asm("rand");
extern "C" int Count() {
  counter += 1;  // racy
  return counter;
}

int main() {
  std::thread other([] { (void)rand(); });
  counter += 1;  // racy
  other.join();
  return 0;
}
