// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each word holds its own row.
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
  Row first;
  Row second;
  const std::uint64_t left = Tag(&first, 1);
  const std::uint64_t right = Tag(&second, 2);
  std::thread one([left] { Strip(left)->hits += 1; });
  std::thread two([right] { Strip(right)->hits += 1; });
  one.join();
  two.join();
  return first.hits + second.hits == 2 ? 0 : 1;
}
