// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// DataType: the types of columns. Three are fixed: a cell is one 64-bit word. One is variable: a
// cell is a byte string.
//
// Thread safety: free functions without state; safe from any thread.

#include <cstdint>

namespace interlock::reference {

enum class DataType : std::uint8_t {
  kInt64,   // word: two's complement
  kUint64,  // word: the number
  kDouble,  // word: IEEE 754 binary64
  kBytes,   // any byte string, compared byte by byte
};

/// Size of a cell of a fixed type, in a column and in a row.
inline constexpr std::int64_t kWordSizeBytes = 8;

constexpr bool IsFixed(DataType type) { return type != DataType::kBytes; }
constexpr bool IsInteger(DataType type) {
  return type == DataType::kInt64 || type == DataType::kUint64;
}

/// Returns the type's name in messages: int64, uint64, double, bytes.
const char* NameOf(DataType type);

}  // namespace interlock::reference
