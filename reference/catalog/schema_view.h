// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Table and SchemaView: the tables that all sessions share, in the order of their definition.
// ExtendedSchemaView: the same as one session sees it, its local temporary tables first.
//
// Thread safety: SchemaView is thread-compatible: it is filled before any statement runs, and read
// by every thread afterwards. The id counter of a Table is thread-safe at any time.
//
// Invariants
//   1. A table is never removed: a pointer to one stays valid as long as the view.
//   2. Table ids and names are unique in a view.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reference/session/id_allocator.h"
#include "reference/session/local_temporary_tables.h"
#include "reference/session/table_meta.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// One shared table: its definition and its own id counter. Thread-safe.
class Table {
 public:
  explicit Table(const TableMeta& meta);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  const TableMeta& meta() const { return meta_; }
  IdAllocator& allocator() { return allocator_; }

 private:
  const TableMeta meta_;
  IdAllocator allocator_;
};

/// The shared tables. Thread-compatible.
class SchemaView {
 public:
  SchemaView() = default;
  SchemaView(const SchemaView&) = delete;
  SchemaView& operator=(const SchemaView&) = delete;

  /// Adds a table, temporary table or view.
  ///
  /// Errors: kInvalidArgument if the name or id is taken, or the table is local to a session.
  Status Add(const TableMeta& meta);

  std::int64_t table_count() const { return static_cast<std::int64_t>(tables_.size()); }
  /// Returns the table at a position. Requires: index in range.
  const TableMeta& MetaAt(std::int64_t index) const;
  /// Returns the table of that name, or null.
  Table* Find(const std::string& name) const;

 private:
  std::vector<std::unique_ptr<Table>> tables_;
  std::map<std::string, std::int64_t> index_by_name_;
};

/// What a name lookup of one session sees. Thread-compatible; holds no state of its own.
class ExtendedSchemaView {
 public:
  /// Requires: both outlive the view.
  ExtendedSchemaView(const SchemaView& base, LocalTemporaryTables& locals);

  /// Returns the definition that `name` stands for in this session, or null.
  const TableMeta* FindMeta(const std::string& name) const;
  /// Returns the shared table of that name unless a local one hides it; null if there is none.
  Table* FindShared(const std::string& name) const;

 private:
  const SchemaView& base_;
  LocalTemporaryTables& locals_;
};

}  // namespace interlock::reference
