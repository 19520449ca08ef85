// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The statements of the protocol "session-map": several threads of one statement share the
// variables of one session. Each function is a whole connection: it sets up schema and session,
// runs one statement with all its threads, joins them and returns plain data.
//
// Thread safety: free functions without state; one thread calls each, with input nobody changes.
//
// Invariants
//   1. Every object that threads share is made inside the function and ends with it.

#include <cstdint>
#include <string>
#include <vector>

#include "annotations/vocabulary.h"
#include "reference/lookup/index_lookup_join.h"
#include "reference/lookup/partitioned_table.h"
#include "reference/rows/chunk.h"
#include "reference/session/function_usage.h"
#include "reference/session/statement_context.h"
#include "reference/session/table_meta.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The connection that runs a statement. Thread-compatible.
struct ConnectionInput {
  std::string user;
  std::vector<TableMeta> shared_tables;
  std::vector<TableMeta> local_temporary_tables;
  /// System variables that the connection sets; empty: not set, the default holds.
  std::string partition_prune_mode;
  std::string list_views;
  /// Rows that the transaction inserts into each global temporary table before the statement. With
  /// 0 the statement itself is the first to touch the tables.
  std::int64_t inserted_row_count = 0;
};

/// The two sides of an index lookup join. Thread-compatible.
struct LookupInput {
  PartitionedTableDefinition inner_table;
  std::vector<Row> inner_rows;
  std::int64_t outer_table_id = 0;
  std::vector<DataType> outer_column_types;
  std::vector<Row> outer_rows;
  LookupJoinOptions options;
};

/// What a statement leaves behind. Thread-compatible.
struct StatementResult {
  ResultRows rows;
  FunctionUsageCounts function_usage;
  StatementCounts counts;
  std::uint64_t start_timestamp = 0;
};

/// Joins information_schema.tables with itself on the table name by hash join v1.
///
/// Errors: kInvalidArgument for an inconsistent schema or a worker count out of range.
StatusOr<StatementResult> RunSchemaSelfJoin(const ConnectionInput& connection,
                                            std::int64_t probe_worker_count)
    IL_PROTOCOL("session-map") IL_CALLED_BY(one, connection is not shared);

/// Joins the columns of all views with themselves on the column name by hash join v1.
///
/// Errors: kInvalidArgument for an inconsistent schema, a malformed view or a worker count out of
/// range.
StatusOr<StatementResult> RunViewColumnSelfJoin(const ConnectionInput& connection,
                                                std::int64_t probe_worker_count)
    IL_PROTOCOL("session-map") IL_CALLED_BY(one, connection is not shared);

/// Joins outer rows with a hash-partitioned table by index lookup join.
///
/// Errors: kInvalidArgument for an inconsistent schema or table, or an option out of range.
StatusOr<StatementResult> RunPrunedLookupJoin(const ConnectionInput& connection,
                                              const LookupInput& lookup) IL_PROTOCOL("session-map")
    IL_CALLED_BY(one, connection and lookup are not shared);

}  // namespace interlock::reference
