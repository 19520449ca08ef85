// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two globals of different names point to one counter.
#include <thread>

int storage = 0;
int* build_rows = &storage;
int* probe_rows = &storage;

int main() {
  std::thread one([] { *build_rows += 1; });  // racy
  std::thread two([] { *probe_rows += 1; });  // racy
  one.join();
  two.join();
  return storage > 2;
}
