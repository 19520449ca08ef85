// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TempTable: what one transaction holds of one global temporary table: its own id counter and size.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. One transaction has at most one TempTable per table id (SessionVars::GetTemporaryTable).
//   2. `id` never changes; the object lives until its transaction ends.

#include <cstdint>

#include "annotations/mutex.h"
#include "reference/session/id_allocator.h"
#include "reference/session/table_meta.h"

namespace interlock::reference {

/// A transaction's rows of a global temporary table. Thread-safe.
class TempTable {
 public:
  explicit TempTable(const TableMeta& meta);
  TempTable(const TempTable&) = delete;
  TempTable& operator=(const TempTable&) = delete;

  std::int64_t id() const { return id_; }
  IdAllocator& allocator() { return allocator_; }

  /// Inserts one row: takes its id, adds to the size, marks the table modified.
  std::int64_t InsertRow(std::int64_t row_size_bytes);
  /// Returns the bytes inserted so far.
  std::int64_t size_bytes();
  /// Returns whether a row was inserted.
  bool is_modified();

 private:
  const std::int64_t id_;
  IdAllocator allocator_;
  Mutex mutex_;
  std::int64_t size_bytes_ IL_GUARDED_BY(mutex_) = 0;
  bool is_modified_ IL_GUARDED_BY(mutex_) = false;
};

}  // namespace interlock::reference
