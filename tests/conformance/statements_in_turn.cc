// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Runs the engine's statements one after the other, with every kind of table and with views that
// do not parse: what a single statement cannot show is the order between the threads of two.
//
// usage: statements_in_turn [WORKER_COUNT]   (default 2)
// exit:  0 right rows and the expected errors, 1 not

#include <cstdio>
#include <cstdlib>

#include "reference/tools/session_map_statements.h"

namespace {

using interlock::reference::ConnectionInput;
using interlock::reference::DataType;
using interlock::reference::LookupInput;
using interlock::reference::Row;
using interlock::reference::TableMeta;
using interlock::reference::TemporaryKind;
using interlock::reference::Value;

constexpr std::int64_t kRowCount = 3;

TableMeta MakeTable(std::int64_t id, const char* name, TemporaryKind kind) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = name;
  meta.temporary_kind = kind;
  meta.has_auto_increment = true;
  return meta;
}

TableMeta MakeView(std::int64_t id, const char* name, const char* expression_text) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = name;
  meta.column_names = {"a"};
  meta.view_columns = {{std::string(name) + "_column", expression_text}};
  return meta;
}

ConnectionInput MakeConnection() {
  ConnectionInput connection;
  connection.user = "root";
  connection.shared_tables.push_back(MakeTable(1, "orders", TemporaryKind::kNone));
  connection.shared_tables.push_back(MakeTable(2, "basket", TemporaryKind::kGlobal));
  connection.shared_tables.push_back(MakeTable(3, "wishes", TemporaryKind::kGlobal));
  connection.shared_tables.push_back(MakeView(4, "remainders", "MOD(a, 4)"));
  connection.shared_tables.push_back(MakeView(5, "constants", "1 + 2"));
  return connection;
}

LookupInput MakeLookup(std::int64_t worker_count) {
  LookupInput lookup;
  lookup.inner_table.id = 7;
  lookup.inner_table.column_names = {"a"};
  lookup.inner_table.partition_expression_text = "MOD(a, 4)";
  lookup.inner_table.partition_count = 4;
  lookup.outer_table_id = 1;
  lookup.outer_column_types.push_back(DataType::kInt64);
  for (std::int64_t key = 0; key < kRowCount; ++key) {
    lookup.inner_rows.push_back(Row{Value(key)});
    lookup.outer_rows.push_back(Row{Value(key)});
  }
  lookup.options.inner_worker_count = worker_count;
  lookup.options.first_batch_row_count = 1;
  lookup.options.max_batch_row_count = 2;
  return lookup;
}

bool RunAll(const ConnectionInput& connection, std::int64_t worker_count) {
  const auto tables = interlock::reference::RunSchemaSelfJoin(connection, worker_count);
  const auto columns = interlock::reference::RunViewColumnSelfJoin(connection, worker_count);
  const auto lookup =
      interlock::reference::RunPrunedLookupJoin(connection, MakeLookup(worker_count));
  if (!tables.ok() || !columns.ok() || !lookup.ok()) return false;
  std::printf("rows: %zu %zu %zu\n", tables.value().rows.rows.size(),
              columns.value().rows.rows.size(), lookup.value().rows.rows.size());
  return !tables.value().rows.rows.empty() && columns.value().rows.rows.size() == 2 &&
         lookup.value().rows.rows.size() == kRowCount;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::int64_t worker_count = argument_count > 1 ? std::atoll(arguments[1]) : 2;
  ConnectionInput plain = MakeConnection();
  if (!RunAll(plain, worker_count)) return 1;
  ConnectionInput changed = MakeConnection();
  changed.local_temporary_tables.push_back(MakeTable(6, "draft", TemporaryKind::kLocal));
  changed.partition_prune_mode = "static";
  changed.list_views = "off";
  changed.inserted_row_count = 1;
  if (!RunAll(changed, worker_count)) return 1;
  ConnectionInput malformed = MakeConnection();
  malformed.shared_tables.push_back(MakeView(8, "broken", "MOD(a"));
  return interlock::reference::RunViewColumnSelfJoin(malformed, worker_count).ok() ? 1 : 0;
}
