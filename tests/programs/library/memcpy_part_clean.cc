// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The copy ends before the element that is read.
#include <cstring>
#include <thread>

int main() {
  int cells[8] = {};
  int source[8] = {};
  int seen = 0;
  std::thread writer([&] { std::memcpy(cells, source, 4 * sizeof(int)); });
  std::thread reader([&] { seen = cells[4]; });
  writer.join();
  reader.join();
  return seen;
}
