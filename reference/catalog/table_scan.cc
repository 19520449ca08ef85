// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/catalog/table_scan.h"

#include <string>

#include "reference/status/check.h"

namespace interlock::reference {

TableScan::TableScan(std::int64_t table_id, const std::vector<DataType>& column_types,
                     const std::vector<Row>& rows, std::int64_t chunk_row_max)
    : table_id_(table_id), column_types_(column_types), rows_(rows), chunk_row_max_(chunk_row_max) {
  IL_CHECK(chunk_row_max_ >= 1 && chunk_row_max_ <= Chunk::kMaxRowCount);
}

Status TableScan::Next(SessionVars& session, Chunk& chunk) {
  chunk.Reset(column_types_);
  while (next_row_index_ < rows_.size() && chunk.row_count() < chunk_row_max_) {
    const Row& row = rows_[next_row_index_];
    if (row.size() != column_types_.size()) {
      return InvalidArgument("row of another width: table=" + std::to_string(table_id_) +
                             " width=" + std::to_string(row.size()));
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].Fits(column_types_[i])) continue;
      return InvalidArgument("cell of another type: table=" + std::to_string(table_id_) +
                             " column=" + std::to_string(i) + " value=" + row[i].ToText());
    }
    chunk.AppendRow(row);
    ++next_row_index_;
  }
  session.statement().RecordRead(table_id_, chunk.row_count());
  return Status();
}

}  // namespace interlock::reference
