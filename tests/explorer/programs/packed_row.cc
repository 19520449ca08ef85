// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A packed row: a 4-byte atomic over the null map reaches into the key length behind it.

#include <cstdint>
#include <cstring>
#include <thread>

namespace {
std::uint32_t length_sum;
}

int main() {
  alignas(8) static unsigned char row[16];
  std::thread mark(
      [&] { __atomic_fetch_or(reinterpret_cast<std::uint32_t*>(row), 1u, __ATOMIC_RELAXED); });
  std::thread probe([&] {
    std::uint32_t length;
    std::memcpy(&length, row + 1, sizeof length);
    length_sum += length;
  });
  mark.join();
  probe.join();
  return 0;
}
