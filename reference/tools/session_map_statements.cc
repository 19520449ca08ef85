// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/tools/session_map_statements.h"

#include <utility>

#include "reference/catalog/schema_tables_reader.h"
#include "reference/catalog/schema_view.h"
#include "reference/catalog/table_scan.h"
#include "reference/expression/view_column_reader.h"
#include "reference/join/hash_join_v1.h"
#include "reference/lookup/index_lookup_join.h"
#include "reference/lookup/partitioned_table.h"
#include "reference/session/session_vars.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kInsertedRowSizeBytes = 16;

void InsertIntoTemporaryTables(SessionVars& session, const SchemaView& schema,
                               std::int64_t row_count) {
  for (std::int64_t i = 0; i < schema.table_count(); ++i) {
    if (row_count == 0) continue;
    TempTable* table = session.GetTemporaryTable(schema.MetaAt(i));
    if (table == nullptr) continue;
    for (std::int64_t row = 0; row < row_count; ++row) table->InsertRow(kInsertedRowSizeBytes);
  }
}

Status SetUpConnection(const ConnectionInput& connection, SchemaView& schema,
                       SessionVars& session) {
  for (std::size_t i = 0; i < connection.shared_tables.size(); ++i) {
    Status status = schema.Add(connection.shared_tables[i]);
    if (!status.ok()) return status;
  }
  for (std::size_t i = 0; i < connection.local_temporary_tables.size(); ++i) {
    Status status = session.local_temporary_tables().Add(connection.local_temporary_tables[i]);
    if (!status.ok()) return status;
  }
  if (!connection.partition_prune_mode.empty()) {
    Status status =
        session.system_variables().Set(kPartitionPruneMode, connection.partition_prune_mode);
    if (!status.ok()) return status;
  }
  if (!connection.list_views.empty()) {
    Status status = session.system_variables().Set(kListViews, connection.list_views);
    if (!status.ok()) return status;
  }
  session.BeginTransaction(schema);
  InsertIntoTemporaryTables(session, schema, connection.inserted_row_count);
  session.statement().Reset();
  return Status();
}

StatementResult FinishStatement(SessionVars& session, UsageCollector& collector, ResultRows rows) {
  StatementResult result;
  result.rows = std::move(rows);
  result.counts = session.statement().Counts();
  result.start_timestamp = session.StartTimestamp();
  collector.Merge(session.function_usage().Copy());
  result.function_usage = collector.Copy();
  session.EndTransaction();
  return result;
}

}  // namespace

StatusOr<StatementResult> RunSchemaSelfJoin(const ConnectionInput& connection,
                                            std::int64_t probe_worker_count) {
  TimestampOracle oracle;
  UsageCollector collector;
  SchemaView schema;
  SessionVars session(connection.user, oracle);
  Status status = SetUpConnection(connection, schema, session);
  if (!status.ok()) return status;

  SchemaTablesReader build_reader;
  SchemaTablesReader probe_reader;
  HashJoinOptions options;
  options.build_key_column = static_cast<std::int64_t>(SchemaTablesColumn::kTableName);
  options.probe_key_column = static_cast<std::int64_t>(SchemaTablesColumn::kTableName);
  options.probe_worker_count = probe_worker_count;
  HashJoinV1 join(session, build_reader, probe_reader, options);
  StatusOr<ResultRows> rows = join.Run();
  if (!rows.ok()) return rows.status();
  return FinishStatement(session, collector, std::move(rows.value()));
}

StatusOr<StatementResult> RunViewColumnSelfJoin(const ConnectionInput& connection,
                                                std::int64_t probe_worker_count) {
  TimestampOracle oracle;
  UsageCollector collector;
  SchemaView schema;
  SessionVars session(connection.user, oracle);
  Status status = SetUpConnection(connection, schema, session);
  if (!status.ok()) return status;

  ViewColumnReader build_reader;
  ViewColumnReader probe_reader;
  HashJoinOptions options;
  options.build_key_column = static_cast<std::int64_t>(ViewColumnsColumn::kColumnName);
  options.probe_key_column = static_cast<std::int64_t>(ViewColumnsColumn::kColumnName);
  options.probe_worker_count = probe_worker_count;
  HashJoinV1 join(session, build_reader, probe_reader, options);
  StatusOr<ResultRows> rows = join.Run();
  if (!rows.ok()) return rows.status();
  return FinishStatement(session, collector, std::move(rows.value()));
}

StatusOr<StatementResult> RunPrunedLookupJoin(const ConnectionInput& connection,
                                              const LookupInput& lookup) {
  TimestampOracle oracle;
  UsageCollector collector;
  SchemaView schema;
  SessionVars session(connection.user, oracle);
  Status status = SetUpConnection(connection, schema, session);
  if (!status.ok()) return status;

  SessionVars loading_session(connection.user, oracle);
  PartitionedTable inner_table(lookup.inner_table);
  status = inner_table.Load(loading_session, lookup.inner_rows);
  if (!status.ok()) return status;
  TableScan outer_scan(lookup.outer_table_id, lookup.outer_column_types, lookup.outer_rows);
  IndexLookupJoin join(session, outer_scan, inner_table, lookup.options);
  StatusOr<ResultRows> rows = join.Run();
  if (!rows.ok()) return rows.status();
  return FinishStatement(session, collector, std::move(rows.value()));
}

}  // namespace interlock::reference
