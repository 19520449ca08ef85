// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// As packed_row_signed, with the range of the column count asserted before the row is touched.
#undef NDEBUG
#include <cassert>
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
  __atomic_fetch_or(reinterpret_cast<std::uint32_t*>(row + 8), 0x80u, __ATOMIC_RELAXED);
}

std::uint32_t KeyLength(const RowFormat& format, const std::uint8_t* row) {
  std::uint32_t length = 0;
  std::memcpy(&length, row + 8 + format.null_map_bytes(), sizeof(length));
  return length;
}

void Probe(const RowFormat& format, std::uint8_t* row, std::uint32_t* length) {
  assert(format.column_count >= 0 && format.column_count <= 100);
  *length = KeyLength(format, row);
  MarkUsed(row);
}

int main(int argc, char** argv) {
  RowFormat format{argc > 1 ? std::atoi(argv[1]) : 3};
  alignas(8) std::uint8_t row[64] = {};
  std::vector<std::thread> probes;
  std::uint32_t lengths[4] = {};
  for (int id = 0; id < 4; ++id) {
    probes.emplace_back([&, id] { Probe(format, row, &lengths[id]); });
  }
  for (std::thread& probe : probes) probe.join();
  return 0;
}
