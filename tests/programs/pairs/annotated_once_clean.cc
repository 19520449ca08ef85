// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Once orders the building before every reader.
#include <vector>

#include "annotations/once.h"
#include "annotations/thread.h"

struct Table {
  interlock::Once built;
  std::vector<int> rows;
  int First() {
    built.Call([this] { rows.assign(4, 2); });
    return rows[0];
  }
};

int main() {
  Table table;
  int left = 0;
  int right = 0;
  {
    interlock::Thread one([&] { left = table.First(); });
    interlock::Thread two([&] { right = table.First(); });
  }
  return left == right ? 0 : 1;
}
