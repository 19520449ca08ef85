// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Runs one statement of the session-map protocol many times in one process, so that
// ThreadSanitizer, which sees only the interleavings that happen, has a fair chance.
//
// usage: stress STATEMENT ITERATION_COUNT WORKER_COUNT
//        STATEMENT: schema_self_join | view_column_self_join | pruned_lookup_join
// exit:  0 all right, 1 an error or wrong rows, 2 usage

#include <cstdio>
#include <cstdlib>
#include <string>

#include "reference/tools/session_map_statements.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kTableCount = 6;
constexpr std::int64_t kOuterRowCount = 12;

TableMeta MakeTable(std::int64_t id) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = "t" + std::to_string(id);
  meta.temporary_kind = id % 2 == 0 ? TemporaryKind::kGlobal : TemporaryKind::kNone;
  meta.has_auto_increment = true;
  return meta;
}

TableMeta MakeView(std::int64_t id) {
  TableMeta meta;
  meta.id = id;
  meta.name = "v" + std::to_string(id);
  meta.column_names = {"a"};
  meta.view_columns = {{"c" + std::to_string(id), "mod(a, 4) + abs(a)"}};
  return meta;
}

StatusOr<StatementResult> RunJoin(const std::string& statement, std::int64_t worker_count) {
  ConnectionInput connection;
  connection.user = "root";
  const bool of_views = statement == "view_column_self_join";
  for (std::int64_t id = 1; id <= kTableCount; ++id) {
    connection.shared_tables.push_back(of_views ? MakeView(id) : MakeTable(id));
  }
  return of_views ? RunViewColumnSelfJoin(connection, worker_count)
                  : RunSchemaSelfJoin(connection, worker_count);
}

StatusOr<StatementResult> RunLookup(std::int64_t worker_count) {
  ConnectionInput connection;
  connection.user = "root";
  LookupInput lookup;
  lookup.outer_column_types.push_back(DataType::kInt64);
  lookup.inner_table.id = 2;
  lookup.inner_table.column_names = {"a"};
  lookup.inner_table.partition_expression_text = "MOD(a, 4)";
  lookup.inner_table.partition_count = 4;
  for (std::int64_t key = 0; key < kOuterRowCount; ++key) {
    lookup.inner_rows.push_back(Row{Value(key)});
    lookup.outer_rows.push_back(Row{Value(key)});
  }
  lookup.options.inner_worker_count = worker_count;
  lookup.options.first_batch_row_count = 1;
  lookup.options.max_batch_row_count = 1;
  return RunPrunedLookupJoin(connection, lookup);
}

bool RunOnce(const std::string& statement, std::int64_t worker_count) {
  const bool is_lookup = statement == "pruned_lookup_join";
  const StatusOr<StatementResult> result =
      is_lookup ? RunLookup(worker_count) : RunJoin(statement, worker_count);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().message().c_str());
    return false;
  }
  const std::int64_t row_count = static_cast<std::int64_t>(result.value().rows.rows.size());
  if (row_count != (is_lookup ? kOuterRowCount : kTableCount)) return false;
  if (!is_lookup) return true;
  const FunctionUsageCounts expected{{"ModInt", static_cast<std::uint32_t>(kOuterRowCount)}};
  return result.value().function_usage == expected;
}

}  // namespace
}  // namespace interlock::reference

int main(int argument_count, char** arguments) {
  if (argument_count != 4) {
    std::fprintf(stderr, "usage: stress STATEMENT ITERATION_COUNT WORKER_COUNT\n");
    return 2;
  }
  const std::int64_t iteration_count = std::atoll(arguments[2]);
  const std::int64_t worker_count = std::atoll(arguments[3]);
  for (std::int64_t i = 0; i < iteration_count; ++i) {
    if (!interlock::reference::RunOnce(arguments[1], worker_count)) {
      std::fprintf(stderr, "wrong result in iteration %lld\n", static_cast<long long>(i));
      return 1;
    }
  }
  return 0;
}
