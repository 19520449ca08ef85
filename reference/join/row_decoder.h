// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowDecoder: turns build rows back into columns, a batch of rows at a time.
//
// Thread safety: thread-compatible; each worker has its own. The rows may be probed by others at
// the same time: NULL bits that share the flag word are read through it.
//
// Invariants
//   1. A row is read from front to back, because bytes columns move what is behind them.

#include <cstdint>
#include <vector>

#include "reference/join/column_source.h"
#include "reference/join/row_layout.h"
#include "reference/rows/chunk.h"

namespace interlock::reference {

/// Decoder of the rows of one layout. Thread-compatible.
class RowDecoder {
 public:
  static constexpr std::size_t kBatchRowMax = 32;

  /// Requires: the layout outlives the decoder.
  explicit RowDecoder(const RowLayout& layout);

  /// Appends the stored columns that a result shows to its columns, one cell for each row.
  ///
  /// Requires: `result` has the columns of `output`, to which those of the probe side may have been
  ///           appended already.
  void AppendOutput(const std::vector<std::uint8_t*>& rows, const std::vector<ColumnSource>& output,
                    Chunk& result);
  /// Appends columns of rows: targets[i] gets stored column i, null leaves it out.
  ///
  /// Requires: targets.size() is the column count; types are equal.
  void Append(const std::vector<std::uint8_t*>& rows, const std::vector<Column*>& targets);

 private:
  void AppendBatch(const std::vector<std::uint8_t*>& rows, std::size_t first, std::size_t end,
                   const std::vector<Column*>& targets, std::int64_t column_count);
  void AppendCell(std::uint8_t* row, std::int64_t column, const std::uint8_t** place,
                  Column* target) const;

  const RowLayout& layout_;
  std::vector<Column*> targets_;             // by stored column, of AppendOutput
  std::vector<const std::uint8_t*> places_;  // by row of the batch: the next column
};

}  // namespace interlock::reference
