// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ViewColumnReader: the rows of information_schema.columns that belong to views. The type of a
// view's column is known only after planning the view's query, so the reader plans, in the thread
// that calls Next.
//
// Thread safety: thread-compatible: one reader belongs to one thread at a time. Planning writes to
// the variables of a session, so each materialization plans in a session of its own and touches
// nothing that another reader touches. What it counts there is no use by the user's statement and
// is dropped.
//
// Invariants
//   1. All rows are made by the first call of Next.

#include <cstdint>
#include <vector>

#include "reference/catalog/schema_view.h"
#include "reference/rows/chunk.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Columns of the reader, in this order.
enum class ViewColumnsColumn : std::int64_t {
  kTableName = 0,
  kColumnName = 1,
  kOrdinalPosition = 2,
  kIsConstant = 3,  // 1 if the column has the same value in every row
};

/// Reader of the columns of views. Thread-compatible.
class ViewColumnReader final : public RowSource {
 public:
  ViewColumnReader();

  const std::vector<DataType>& column_types() const override { return column_types_; }
  Status Next(SessionVars& session, Chunk& chunk) override;

 private:
  Status Materialize(SessionVars& session);
  Status AppendView(SessionVars& planning_session, const TableMeta& meta);

  const std::vector<DataType> column_types_;
  bool is_materialized_ = false;
  std::vector<Row> rows_;
  std::size_t next_row_index_ = 0;
};

}  // namespace interlock::reference
