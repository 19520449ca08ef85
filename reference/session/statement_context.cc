// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/statement_context.h"

namespace interlock::reference {

void StatementContext::Reset() {
  MutexLock lock(mutex_);
  reader_statistics_.clear();
  used_statistics_.clear();
}

void StatementContext::RecordRead(std::int64_t table_id, std::int64_t row_count) {
  MutexLock lock(mutex_);
  ReaderStatistics& statistics = reader_statistics_[table_id];
  statistics.read_count = statistics.read_count + 1;
  statistics.row_count = statistics.row_count + row_count;
}

void StatementContext::UseStatistics(std::int64_t table_id, std::int64_t row_count) {
  MutexLock lock(mutex_);
  used_statistics_[table_id] = row_count;
}

StatementCounts StatementContext::Counts() {
  MutexLock lock(mutex_);
  StatementCounts counts;
  counts.reader_statistics = reader_statistics_;
  counts.used_statistics = used_statistics_;
  return counts;
}

}  // namespace interlock::reference
