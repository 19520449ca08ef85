// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Packed row: 8-byte link, null map of whole bytes, 4-byte key length. The used flag is set with a
// 4-byte atomic on the null map, which reaches into the key length.
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

struct RowFormat {
  unsigned column_count;
  unsigned null_map_bytes() const { return (column_count + 8) / 8; }
};

void MarkUsed(std::uint8_t* row) {
  __atomic_fetch_or(reinterpret_cast<std::uint32_t*>(row + 8), 0x80u, __ATOMIC_RELAXED);  // racy
}

std::uint32_t KeyLength(const RowFormat& format, const std::uint8_t* row) {
  std::uint32_t length = 0;
  std::memcpy(&length, row + 8 + format.null_map_bytes(), sizeof(length));  // racy
  return length;
}

int main(int argc, char**) {
  RowFormat format{static_cast<unsigned>(argc)};
  alignas(8) std::uint8_t row[64] = {};
  std::vector<std::thread> probes;
  std::uint32_t lengths[4] = {};
  for (int id = 0; id < 4; ++id) {
    probes.emplace_back([&, id] {
      lengths[id] = KeyLength(format, row);
      MarkUsed(row);
    });
  }
  for (std::thread& probe : probes) probe.join();
  return lengths[0] == 0 ? 0 : 1;
}
