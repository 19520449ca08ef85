// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Random chunks for round trips, and the comparison of chunks bit by bit.
//
// Thread safety: thread-compatible.

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "reference/rows/chunk.h"

namespace interlock::reference {

/// Returns a cell: often NULL, an end of the type's range, or otherwise special.
inline Value RandomValue(DataType type, bool with_null, std::mt19937_64& random) {
  if (with_null && random() % 4 == 0) return Value();
  if (type == DataType::kBytes) {
    std::string bytes(random() % 3 == 0 ? 0 : random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? 0 : random());
    return Value(bytes);
  }
  const std::uint64_t words[] = {0,
                                 1,
                                 255,
                                 256,
                                 65536,
                                 std::uint64_t{1} << 32,
                                 std::uint64_t{1} << 63,  // -0.0, the least int64
                                 0x7ff8000000000000,      // NaN
                                 0xfff4dead0000beef,      // NaN with a payload
                                 std::numeric_limits<std::uint64_t>::max(),
                                 random()};
  return Value::FromWord(type, words[random() % std::size(words)]);
}

inline std::vector<DataType> RandomTypes(std::int64_t column_count, std::mt19937_64& random) {
  std::vector<DataType> types;
  for (std::int64_t i = 0; i < column_count; ++i) {
    types.push_back(static_cast<DataType>(random() % 4));
  }
  return types;
}

/// Fills a chunk; about half of its columns have NULLs.
inline void FillRandomly(const std::vector<DataType>& types, std::int64_t row_count,
                         std::mt19937_64& random, Chunk& chunk) {
  chunk.Reset(types);
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    const bool with_null = random() % 2 == 0;
    Column& column = chunk.mutable_column(i);
    for (std::int64_t row = 0; row < row_count; ++row) {
      column.Append(RandomValue(column.type(), with_null, random));
    }
  }
  chunk.SetRowCount(row_count);
}

/// Fails the test unless both chunks have the same types, NULLs and bits.
inline void ExpectSameChunk(const Chunk& actual, const Chunk& expected) {
  ASSERT_EQ(actual.row_count(), expected.row_count());
  ASSERT_EQ(actual.column_count(), expected.column_count());
  for (std::int64_t i = 0; i < expected.column_count(); ++i) {
    EXPECT_EQ(actual.column(i).type(), expected.column(i).type());
    EXPECT_EQ(actual.column(i).nulls(), expected.column(i).nulls()) << "column " << i;
    EXPECT_EQ(actual.column(i).words(), expected.column(i).words()) << "column " << i;
    EXPECT_EQ(actual.column(i).offsets(), expected.column(i).offsets()) << "column " << i;
    EXPECT_EQ(actual.column(i).bytes(), expected.column(i).bytes()) << "column " << i;
  }
}

}  // namespace interlock::reference
