// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Whole words again, but the column count is signed and comes from outside: with -1 the null map is
// empty and the flag's word is the key length.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

struct RowFormat {
  int column_count;
  int null_map_bytes() const { return (column_count + 1 + 31) / 32 * 4; }
};

void MarkUsed(std::uint8_t* row) {
  __atomic_fetch_or(reinterpret_cast<std::uint32_t*>(row + 8), 0x80u, __ATOMIC_RELAXED);  // racy
}

std::uint32_t KeyLength(const RowFormat& format, const std::uint8_t* row) {
  std::uint32_t length = 0;
  std::memcpy(&length, row + 8 + format.null_map_bytes(), sizeof(length));  // racy
  return length;
}

int main(int argc, char** argv) {
  RowFormat format{argc > 1 ? std::atoi(argv[1]) : -1};
  if (format.column_count > 100 || format.column_count < -1) return 2;
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
  return 0;
}
