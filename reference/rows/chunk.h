// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Chunk: a batch of rows, column by column, that moves between threads as one message.
//
// Thread safety: thread-compatible. A chunk belongs to one thread at a time; whoever receives it on
// a channel owns it.
//
// Invariants
//   1. Every column has row_count() cells. (Without columns the count stands alone.)
//   2. A chunk holds at most kMaxRowCount rows.
//   3. While columns are filled one by one (mutable_column) invariant 1 is the filler's;
//   SetRowCount
//      checks it and ends that.

#include <cstdint>
#include <vector>

#include "reference/rows/column.h"
#include "reference/rows/data_type.h"
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
  std::int64_t column_count() const { return static_cast<std::int64_t>(columns_.size()); }
  bool is_full() const { return row_count_ == kMaxRowCount; }

  /// Empties the chunk and sets the types of its columns.
  void Reset(const std::vector<DataType>& types);
  /// Appends a row. Requires: row.size() == column_count(), each value fits, not full.
  void AppendRow(const Row& row);
  /// Appends row `left_row` of `left` followed by row `right_row` of `right`.
  ///
  /// Requires: both rows exist, widths add up, types are equal, not full.
  void AppendJoinedRow(const Chunk& left, std::int64_t left_row, const Chunk& right,
                       std::int64_t right_row);
  /// Appends row `left_row` of `left`, filled up with NULLs. Requires: it exists, not full.
  void AppendUnmatchedRow(const Chunk& left, std::int64_t left_row);

  /// Returns a column. Requires: index in range.
  const Column& column(std::int64_t column_index) const;
  Column& mutable_column(std::int64_t column_index);
  /// Ends a change made through mutable_column().
  ///
  /// Requires: every column has `row_count` cells; at most kMaxRowCount.
  void SetRowCount(std::int64_t row_count);

  /// Returns a copy of a cell. Requires: both indexes in range.
  Value Cell(std::int64_t row_index, std::int64_t column_index) const;
  /// Appends a copy of a row to `rows`. Requires: index in range.
  void CopyRowTo(std::int64_t row_index, std::vector<Row>& rows) const;
  /// Returns the bytes that the cells occupy, without spare capacity.
  std::int64_t SizeBytes() const;

 private:
  std::int64_t row_count_ = 0;
  std::vector<Column> columns_;
};

}  // namespace interlock::reference
