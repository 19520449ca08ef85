// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// StatementContext: what all threads of one running statement write together.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. A table id is listed once, however many threads touch the table.

#include <cstdint>
#include <set>

#include "annotations/mutex.h"

namespace interlock::reference {

/// Counters of one statement. Thread-compatible.
struct StatementCounts {
  std::int64_t table_count = 0;
  std::int64_t rows_read = 0;
};

/// The shared state of one statement. Thread-safe.
class StatementContext {
 public:
  StatementContext() = default;
  StatementContext(const StatementContext&) = delete;
  StatementContext& operator=(const StatementContext&) = delete;

  /// Forgets the statement before. Requires: every thread of that statement has been joined.
  void Reset();
  /// Notes that the statement read `row_count` rows of the table.
  void RecordRead(std::int64_t table_id, std::int64_t row_count);
  /// Returns a copy of the counters.
  StatementCounts Counts();

 private:
  Mutex mutex_;
  std::set<std::int64_t> table_ids_ IL_GUARDED_BY(mutex_);
  std::int64_t rows_read_ IL_GUARDED_BY(mutex_) = 0;
};

}  // namespace interlock::reference
