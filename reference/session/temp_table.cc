// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/temp_table.h"

namespace interlock::reference {

TempTable::TempTable(const TableMeta& meta)
    : id_(meta.id), allocator_(meta.first_auto_increment_id) {}

std::int64_t TempTable::InsertRow(std::int64_t row_size_bytes) {
  const std::int64_t row_id = allocator_.Next();
  MutexLock lock(mutex_);
  size_bytes_ = size_bytes_ + row_size_bytes;
  is_modified_ = true;
  return row_id;
}

std::int64_t TempTable::size_bytes() {
  MutexLock lock(mutex_);
  return size_bytes_;
}

bool TempTable::is_modified() {
  MutexLock lock(mutex_);
  return is_modified_;
}

}  // namespace interlock::reference
