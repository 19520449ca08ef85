// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/catalog/table_scan.h"

#include <string>

namespace interlock::reference {

TableScan::TableScan(std::int64_t table_id, std::int64_t column_count, const std::vector<Row>& rows)
    : table_id_(table_id), column_count_(column_count), rows_(rows) {}

Status TableScan::Next(SessionVars& session, Chunk& chunk) {
  chunk.Reset(column_count_);
  while (next_row_index_ < rows_.size() && !chunk.is_full()) {
    const Row& row = rows_[next_row_index_];
    if (static_cast<std::int64_t>(row.size()) != column_count_) {
      return InvalidArgument("row of another width: table=" + std::to_string(table_id_) +
                             " width=" + std::to_string(row.size()));
    }
    chunk.AppendRow(row);
    ++next_row_index_;
  }
  session.statement().RecordRead(table_id_, chunk.row_count());
  return Status();
}

}  // namespace interlock::reference
