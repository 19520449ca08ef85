// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SchemaTablesReader: the rows of information_schema.tables, one per table that the session's user
// may read.
//
// Thread safety: thread-compatible: one reader belongs to one thread at a time. Two readers of one
// statement run at the same time (both children of a self-join) and meet in the session: each asks
// it for the temporary tables of the running transaction (docs/bugs/55337.md).
//
// Invariants
//   1. All rows are made by the first call of Next.
//   2. Local temporary tables are not listed, but hide a shared table of the same name.

#include <cstdint>
#include <vector>

#include "reference/catalog/schema_view.h"
#include "reference/rows/chunk.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Columns of information_schema.tables, in this order.
enum class SchemaTablesColumn : std::int64_t {
  kTableSchema = 0,
  kTableName = 1,
  kTableType = 2,
  kTableId = 3,
  kAutoIncrement = 4,
};

/// Returns the id counter that an insert of this session would use for `table`: the transaction's
/// own one for a global temporary table, else the table's. Null for a global temporary table
/// without a transaction.
IdAllocator* AllocatorFor(SessionVars& session, Table& table);

/// Reader of information_schema.tables. Thread-compatible.
class SchemaTablesReader final : public RowSource {
 public:
  SchemaTablesReader();

  const std::vector<DataType>& column_types() const override { return column_types_; }
  Status Next(SessionVars& session, Chunk& chunk) override;

 private:
  Status Materialize(SessionVars& session);
  Status AppendTable(SessionVars& session, const ExtendedSchemaView& view, const TableMeta& meta);

  const std::vector<DataType> column_types_;
  bool is_materialized_ = false;
  std::vector<Row> rows_;
  std::size_t next_row_index_ = 0;
};

}  // namespace interlock::reference
