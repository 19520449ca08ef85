// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/statement_context.h"

namespace interlock::reference {

void StatementContext::Reset() {
  MutexLock lock(mutex_);
  table_ids_.clear();
  rows_read_ = 0;
}

void StatementContext::RecordRead(std::int64_t table_id, std::int64_t row_count) {
  MutexLock lock(mutex_);
  table_ids_.insert(table_id);
  rows_read_ = rows_read_ + row_count;
}

StatementCounts StatementContext::Counts() {
  MutexLock lock(mutex_);
  StatementCounts counts;
  counts.table_count = static_cast<std::int64_t>(table_ids_.size());
  counts.rows_read = rows_read_;
  return counts;
}

}  // namespace interlock::reference
