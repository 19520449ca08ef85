// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Ends in the way its argument names: exit 3, an assertion, an uncaught exception, a wild pointer.

#include <cassert>
#include <cstdlib>
#include <stdexcept>
#include <string>

int main(int argc, char** argv) {
  const std::string how = argc > 1 ? argv[1] : "";
  if (how == "exit") std::exit(3);
  if (how == "assert") assert(how.empty());
  if (how == "throw") throw std::runtime_error("nobody catches this");
  if (how == "crash") *reinterpret_cast<volatile int*>(8) = 1;
  if (how == "spin") {
    static int value;
    while (__atomic_load_n(&value, __ATOMIC_SEQ_CST) == 0) {
    }
  }
  return 0;
}
