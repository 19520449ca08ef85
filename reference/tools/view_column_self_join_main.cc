// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Joins the columns of two views with themselves once. Both readers plan the views' queries in
// their own threads, each in a session of its own.
//
// usage: view_column_self_join [PROBE_WORKER_COUNT]   (default 2)
// exit:  0 right rows, 1 wrong rows or an error

#include <cstdio>
#include <cstdlib>

#include "reference/tools/session_map_statements.h"

namespace {

using interlock::reference::ConnectionInput;
using interlock::reference::TableMeta;

TableMeta MakeView(std::int64_t id, const char* name, const char* expression_text) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = name;
  meta.column_names = {"a"};
  meta.view_columns = {{std::string(name) + "_column", expression_text}};
  return meta;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::int64_t worker_count = argument_count > 1 ? std::atoll(arguments[1]) : 2;
  ConnectionInput connection;
  connection.user = "root";
  connection.shared_tables.push_back(MakeView(1, "remainders", "MOD(a, 4)"));
  connection.shared_tables.push_back(MakeView(2, "sums", "a + 1"));
  const auto result = interlock::reference::RunViewColumnSelfJoin(connection, worker_count);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().message().c_str());
    return 1;
  }
  std::printf("rows: %zu\n", result.value().rows.rows.size());
  return result.value().rows.rows.size() == connection.shared_tables.size() ? 0 : 1;
}
