// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A race on the fields of an object on main's stack: clang 19 does not instrument these at -O1.

#include <thread>

namespace {
struct Counts {
  int rows = 0;
  int bytes = 0;
};
}  // namespace

int main() {
  Counts counts;
  std::thread a([&counts] { counts.rows = 1; });
  std::thread b([&counts] { counts.rows = 2; });
  counts.bytes = 3;
  a.join();
  b.join();
  return counts.rows == 0;
}
