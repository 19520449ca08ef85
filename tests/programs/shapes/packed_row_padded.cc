// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The null map is rounded up to 4-byte words: the flag's word belongs to it for every column count.
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

struct RowFormat {
  std::uint16_t column_count;
  unsigned null_map_bytes() const { return (column_count + 1u + 31u) / 32u * 4u; }
};

void MarkUsed(std::uint8_t* row) {
  __atomic_fetch_or(reinterpret_cast<std::uint32_t*>(row + 8), 0x80u, __ATOMIC_RELAXED);
}

std::uint32_t KeyLength(const RowFormat& format, const std::uint8_t* row) {
  std::uint32_t length = 0;
  std::memcpy(&length, row + 8 + format.null_map_bytes(), sizeof(length));
  return length;
}

int main(int argc, char**) {
  RowFormat format{static_cast<std::uint16_t>(argc)};
  std::vector<std::uint64_t> storage(2000);
  std::uint8_t* row = reinterpret_cast<std::uint8_t*>(storage.data());
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
