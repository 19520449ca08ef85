// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One thread uses the plain pointer, the other the one out of the integer.
#include <cstdint>
#include <thread>

struct Row {
  long hits = 0;
};

int main() {
  Row row;
  const std::uint64_t word = reinterpret_cast<std::uint64_t>(&row) | (5ull << 56);
  std::thread one([&row] { row.hits += 1; });                                                // racy
  std::thread two([word] { reinterpret_cast<Row*>(word & 0xFFFFFFFFFFFFull)->hits += 1; });  // racy
  one.join();
  two.join();
  return row.hits > 2;
}
