// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The copy covers the element after the writer's own part.
#include <cstring>
#include <thread>

int main() {
  int cells[8] = {};
  int source[8] = {};
  int seen = 0;
  std::thread writer([&] { std::memcpy(cells, source, 5 * sizeof(int)); });  // racy
  std::thread reader([&] { seen = cells[4]; });                              // racy
  writer.join();
  reader.join();
  return seen;
}
