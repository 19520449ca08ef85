// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Chunk: a batch of rows that moves between threads as one message.
//
// Thread safety: thread-compatible. A chunk belongs to one thread at a time; whoever receives it on
// a channel owns it.
//
// Invariants
//   1. cells_.size() is row_count() * column_count().
//   2. A chunk holds at most kMaxRowCount rows.
//
// Layout: row-major; the cell of row r and column c has index r * column_count() + c.

#include <cstdint>
#include <vector>

#include "reference/rows/value.h"

namespace interlock::reference {

using Row = std::vector<Value>;

/// What a statement returns: rows in no particular order unless the producer says so.
struct ResultRows {
  std::int64_t column_count = 0;
  std::vector<Row> rows;
};

/// A batch of rows of one width. Thread-compatible.
class Chunk {
 public:
  static constexpr std::int64_t kMaxRowCount = 1024;

  Chunk() = default;

  std::int64_t row_count() const { return row_count_; }
  std::int64_t column_count() const { return column_count_; }
  bool is_full() const { return row_count_ == kMaxRowCount; }

  /// Empties the chunk and sets its width.
  void Reset(std::int64_t column_count);
  /// Appends a row. Requires: row.size() == column_count(), not full.
  void AppendRow(const Row& row);
  /// Appends row `left_row` of `left` followed by row `right_row` of `right`.
  ///
  /// Requires: both rows exist, widths add up, not full.
  void AppendJoinedRow(const Chunk& left, std::int64_t left_row, const Chunk& right,
                       std::int64_t right_row);
  /// Appends row `left_row` of `left`, filled up with NULLs. Requires: it exists, not full.
  void AppendUnmatchedRow(const Chunk& left, std::int64_t left_row);
  /// Returns a cell. Requires: both indexes in range.
  const Value& Cell(std::int64_t row_index, std::int64_t column_index) const;
  /// Appends a copy of a row to `rows`. Requires: index in range.
  void CopyRowTo(std::int64_t row_index, std::vector<Row>& rows) const;

 private:
  std::int64_t row_count_ = 0;
  std::int64_t column_count_ = 0;
  std::vector<Value> cells_;
};

}  // namespace interlock::reference
