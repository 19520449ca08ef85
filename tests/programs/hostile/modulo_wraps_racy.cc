// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The 8-bit index wraps: workers 0 and 256 share a cell.
#include <cstdint>
#include <thread>
#include <vector>

int main() {
  std::vector<int> cells(256);
  std::thread one([&] {
    for (std::uint32_t id = 0; id < 512; id += 256)
      cells[static_cast<std::uint8_t>(id)] += 1;  // racy
  });
  std::thread two([&] { cells[static_cast<std::uint8_t>(256 + 256)] += 1; });  // racy
  one.join();
  two.join();
  return cells[0] > 3;
}
