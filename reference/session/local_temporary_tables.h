// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// LocalTemporaryTables: the temporary tables that one session defined for itself. Every name lookup
// of the session reads the container.
//
// Thread safety: thread-safe. A definition lives as long as the container, so a looked-up pointer
// stays valid while statements run.
//
// Invariants
//   1. Every table in it has TemporaryKind::kLocal.

#include <map>
#include <memory>
#include <string>

#include "annotations/mutex.h"
#include "reference/session/table_meta.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Definitions of a session's local temporary tables. Thread-safe.
class LocalTemporaryTables {
 public:
  LocalTemporaryTables() = default;
  LocalTemporaryTables(const LocalTemporaryTables&) = delete;
  LocalTemporaryTables& operator=(const LocalTemporaryTables&) = delete;

  /// Adds a definition.
  ///
  /// Errors: kInvalidArgument if the table is not local or the name is taken.
  Status Add(const TableMeta& meta);
  /// Returns the table, or null.
  const TableMeta* Find(const std::string& name);

 private:
  Mutex mutex_;
  std::map<std::string, std::unique_ptr<const TableMeta>> tables_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
