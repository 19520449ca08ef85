// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// StatementContext: what all threads of one running statement write together.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. A table has one ReaderStatistics, however many threads read it, made by its first read.

#include <cstdint>
#include <map>

#include "annotations/mutex.h"

namespace interlock::reference {

/// Runtime statistics of all readers of one table. Thread-compatible.
struct ReaderStatistics {
  std::int64_t read_count = 0;
  std::int64_t row_count = 0;
};

/// Runtime statistics by table id.
using ReaderStatisticsMap = std::map<std::int64_t, ReaderStatistics>;

/// The row counts that planning relied on, by table id.
using UsedStatistics = std::map<std::int64_t, std::int64_t>;

/// Counters of one statement. Thread-compatible.
struct StatementCounts {
  ReaderStatisticsMap reader_statistics;
  UsedStatistics used_statistics;
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
  ///
  /// Source:   TiDB #39076, #64542 (entry made under the lock, updated and read without it).
  void RecordRead(std::int64_t table_id, std::int64_t row_count);
  /// Notes that planning took the table to have `row_count` rows.
  ///
  /// Threads:  any thread of the statement; inner workers choose the partitions they read.
  /// Source:   TiDB #50835 (inner workers filled the map without a lock).
  void UseStatistics(std::int64_t table_id, std::int64_t row_count);
  /// Returns a copy of the counters.
  StatementCounts Counts();

 private:
  Mutex mutex_;
  ReaderStatisticsMap reader_statistics_ IL_GUARDED_BY(mutex_);
  UsedStatistics used_statistics_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
