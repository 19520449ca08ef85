// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TableMeta: what the schema knows about one table, without its rows.
//
// Thread safety: thread-compatible. Written while the schema is set up, read by every thread of
// every statement afterwards.
//
// Invariants
//   1. `id` is unique in a schema, `name` is unique among the tables that one session can see.
//   2. Only a view has view columns, only a table with rows has an auto-increment column.

#include <cstdint>
#include <string>
#include <vector>

namespace interlock::reference {

enum class TemporaryKind : std::uint8_t {
  kNone,    // definition and rows belong to everybody
  kGlobal,  // definition belongs to everybody, rows to one transaction
  kLocal,   // definition and rows belong to one session
};

/// One column of a view: its name and the text of the expression behind it. Thread-compatible.
struct ViewColumn {
  std::string name;
  std::string expression_text;
};

/// One table, temporary table or view. Thread-compatible.
struct TableMeta {
  std::int64_t id = 0;
  std::string schema_name;
  std::string name;
  std::vector<std::string> column_names;
  std::vector<ViewColumn> view_columns;  // not empty exactly for a view
  std::string owner;                     // empty: every user may read the table
  TemporaryKind temporary_kind = TemporaryKind::kNone;
  bool has_auto_increment = false;
  std::int64_t first_auto_increment_id = 1;

  bool is_view() const { return !view_columns.empty(); }
};

}  // namespace interlock::reference
