// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// GeneratedSource: rows that are made when they are asked for, so that a large child takes no
// memory.
//
// Thread safety: thread-compatible, as every row source; the functions have no state.
//
// Row i of a table: its key is unique below key_count rows and repeats then; the payloads are words
// that look like random ones, so that nothing makes them smaller on disk.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "reference/session/row_source.h"

namespace interlock::reference {

/// A table by its numbers. Thread-compatible.
struct GeneratedTable {
  std::int64_t row_count = 0;
  std::int64_t key_count = 1;
  std::int64_t payload_count = 1;
  /// Of tables with different salts no payload is the same.
  std::uint64_t salt = 0;
  /// The first payload is the number of the row, and not a word like the others.
  bool first_payload_is_row = false;
};

/// Returns a word of which no other argument has the same (splitmix64, a bijection).
inline std::uint64_t MixedWord(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15ull;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ull;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebull;
  return word ^ (word >> 31);
}

/// Returns the key of a row.
inline std::int64_t KeyOfRow(const GeneratedTable& table, std::int64_t row) {
  return static_cast<std::int64_t>(MixedWord(static_cast<std::uint64_t>(row % table.key_count)));
}

/// Returns a payload of a row.
inline std::int64_t PayloadOfRow(const GeneratedTable& table, std::int64_t row,
                                 std::int64_t payload) {
  if (payload == 0 && table.first_payload_is_row) return row;
  const std::uint64_t number = static_cast<std::uint64_t>(row) * 8 +
                               static_cast<std::uint64_t>(payload) + (table.salt << 56);
  return static_cast<std::int64_t>(MixedWord(number));
}

/// A child with the rows of a table: key, payloads. Thread-compatible.
class GeneratedSource final : public RowSource {
 public:
  explicit GeneratedSource(const GeneratedTable& table)
      : table_(table),
        types_(static_cast<std::size_t>(1 + table.payload_count), DataType::kInt64) {}

  const std::vector<DataType>& column_types() const override { return types_; }
  Status Next(SessionVars&, Chunk& chunk) override {
    chunk.Reset(types_);
    const std::int64_t end = std::min(next_row_ + Chunk::kMaxRowCount, table_.row_count);
    const std::int64_t row_count = end - next_row_;
    for (; next_row_ < end; ++next_row_) {
      chunk.mutable_column(0).AppendWord(static_cast<std::uint64_t>(KeyOfRow(table_, next_row_)));
      for (std::int64_t i = 0; i < table_.payload_count; ++i) {
        chunk.mutable_column(1 + i).AppendWord(
            static_cast<std::uint64_t>(PayloadOfRow(table_, next_row_, i)));
      }
    }
    chunk.SetRowCount(row_count);
    return Status();
  }

 private:
  const GeneratedTable table_;
  const std::vector<DataType> types_;
  std::int64_t next_row_ = 0;
};

}  // namespace interlock::reference
