// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Runs the statement of docs/bugs/55337.md once: information_schema.tables joined with itself, over
// a schema with a global temporary table that the transaction has not touched yet.
//
// usage: schema_self_join [PROBE_WORKER_COUNT]   (default 2)
// exit:  0 right rows, 1 wrong rows or an error

#include <cstdio>
#include <cstdlib>

#include "reference/tools/session_map_statements.h"

namespace {

using interlock::reference::ConnectionInput;
using interlock::reference::TableMeta;
using interlock::reference::TemporaryKind;

TableMeta MakeTable(std::int64_t id, const char* name, TemporaryKind kind) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = name;
  meta.temporary_kind = kind;
  meta.has_auto_increment = true;
  return meta;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::int64_t worker_count = argument_count > 1 ? std::atoll(arguments[1]) : 2;
  ConnectionInput connection;
  connection.user = "root";
  connection.shared_tables.push_back(MakeTable(1, "orders", TemporaryKind::kNone));
  connection.shared_tables.push_back(MakeTable(2, "basket", TemporaryKind::kGlobal));
  const auto result = interlock::reference::RunSchemaSelfJoin(connection, worker_count);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().message().c_str());
    return 1;
  }
  std::printf("rows: %zu\n", result.value().rows.rows.size());
  return result.value().rows.rows.size() == connection.shared_tables.size() ? 0 : 1;
}
