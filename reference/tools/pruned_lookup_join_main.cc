// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Runs the statement of docs/bugs/33027.md once: an index lookup join over an inner table that is
// hash-partitioned by MOD(a, 4), pruned dynamically by every inner worker.
//
// usage: pruned_lookup_join [INNER_WORKER_COUNT]   (default 2)
// exit:  0 right rows and telemetry, 1 wrong ones or an error

#include <cstdio>
#include <cstdlib>

#include "reference/tools/session_map_statements.h"

namespace {

using interlock::reference::ConnectionInput;
using interlock::reference::DataType;
using interlock::reference::LookupInput;
using interlock::reference::Row;
using interlock::reference::Value;

constexpr std::int64_t kRowCount = 4;
constexpr std::int64_t kTaskCount = kRowCount;  // one outer row per task

LookupInput MakeInput(std::int64_t worker_count) {
  LookupInput lookup;
  lookup.inner_table.id = 2;
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
  lookup.options.max_batch_row_count = 1;
  return lookup;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::int64_t worker_count = argument_count > 1 ? std::atoll(arguments[1]) : 2;
  ConnectionInput connection;
  connection.user = "root";
  const auto result =
      interlock::reference::RunPrunedLookupJoin(connection, MakeInput(worker_count));
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().message().c_str());
    return 1;
  }
  const auto& usage = result.value().function_usage;
  const std::int64_t mod_count = usage.contains("ModInt") ? usage.at("ModInt") : 0;
  const std::int64_t row_count = static_cast<std::int64_t>(result.value().rows.rows.size());
  std::printf("rows: %lld  ModInt: %lld\n", static_cast<long long>(row_count),
              static_cast<long long>(mod_count));
  return row_count == kRowCount && mod_count == kTaskCount ? 0 : 1;
}
