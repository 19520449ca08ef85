// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TableScan: the rows of an ordinary table, as given.
//
// Thread safety: thread-compatible. The rows are only read, so any number of scans may share them.
//
// Invariants
//   1. Every row has a cell of the right type for each column.

#include <cstdint>
#include <vector>

#include "reference/rows/chunk.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Reader of rows in memory. Thread-compatible.
class TableScan final : public RowSource {
 public:
  /// Makes a scan that returns at most `chunk_row_max` rows at a time.
  ///
  /// Requires: `rows` outlives the scan and does not change; 1 <= chunk_row_max <= kMaxRowCount.
  TableScan(std::int64_t table_id, const std::vector<DataType>& column_types,
            const std::vector<Row>& rows, std::int64_t chunk_row_max = Chunk::kMaxRowCount);

  const std::vector<DataType>& column_types() const override { return column_types_; }
  /// Errors: kInvalidArgument if a row has another width or a cell of another type.
  Status Next(SessionVars& session, Chunk& chunk) override;

 private:
  const std::int64_t table_id_;
  const std::vector<DataType> column_types_;
  const std::vector<Row>& rows_;
  const std::int64_t chunk_row_max_;
  std::size_t next_row_index_ = 0;
};

}  // namespace interlock::reference
