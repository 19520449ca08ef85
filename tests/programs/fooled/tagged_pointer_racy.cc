// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two words hold the same row with different tags; the address comes out of the integer.
#include <cstdint>
#include <thread>

struct Row {
  long hits = 0;
};

std::uint64_t Tag(Row* row, std::uint64_t tag) {
  return reinterpret_cast<std::uint64_t>(row) | (tag << 48);
}
Row* Strip(std::uint64_t word) { return reinterpret_cast<Row*>(word & 0x0000FFFFFFFFFFFFull); }

int main() {
  Row row;
  const std::uint64_t left = Tag(&row, 1);
  const std::uint64_t right = Tag(&row, 2);
  std::thread one([left] { Strip(left)->hits += 1; });    // racy
  std::thread two([right] { Strip(right)->hits += 1; });  // racy
  one.join();
  two.join();
  return row.hits > 2;
}
