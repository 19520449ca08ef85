// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each global points to its own counter, from the start to the end.
#include <thread>

int build_storage = 0;
int probe_storage = 0;
int* const build_rows = &build_storage;
int* const probe_rows = &probe_storage;

int main() {
  std::thread one([] { *build_rows += 1; });
  std::thread two([] { *probe_rows += 1; });
  one.join();
  two.join();
  return build_storage + probe_storage == 2 ? 0 : 1;
}
