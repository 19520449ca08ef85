// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/chunk.h"

#include "reference/status/check.h"

namespace interlock::reference {

void Chunk::Reset(const std::vector<DataType>& types) {
  row_count_ = 0;
  columns_.resize(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) columns_[i].Reset(types[i]);
}

void Chunk::AppendRow(const Row& row) {
  IL_CHECK(row.size() == columns_.size());
  IL_CHECK(!is_full());
  for (std::size_t i = 0; i < row.size(); ++i) columns_[i].Append(row[i]);
  ++row_count_;
}

void Chunk::AppendJoinedRow(const Chunk& left, std::int64_t left_row, const Chunk& right,
                            std::int64_t right_row) {
  const std::size_t left_count = left.columns_.size();
  IL_CHECK(left_count + right.columns_.size() == columns_.size());
  IL_CHECK(!is_full());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i < left_count) {
      columns_[i].AppendFrom(left.columns_[i], left_row);
    } else {
      columns_[i].AppendFrom(right.columns_[i - left_count], right_row);
    }
  }
  ++row_count_;
}

void Chunk::AppendUnmatchedRow(const Chunk& left, std::int64_t left_row) {
  IL_CHECK(left.columns_.size() <= columns_.size());
  IL_CHECK(!is_full());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i < left.columns_.size()) {
      columns_[i].AppendFrom(left.columns_[i], left_row);
    } else {
      columns_[i].AppendNull();
    }
  }
  ++row_count_;
}

const Column& Chunk::column(std::int64_t column_index) const {
  IL_CHECK(column_index >= 0 && column_index < column_count());
  return columns_[static_cast<std::size_t>(column_index)];
}

Column& Chunk::mutable_column(std::int64_t column_index) {
  IL_CHECK(column_index >= 0 && column_index < column_count());
  return columns_[static_cast<std::size_t>(column_index)];
}

void Chunk::SetRowCount(std::int64_t row_count) {
  IL_CHECK(row_count >= 0 && row_count <= kMaxRowCount);
  for (std::size_t i = 0; i < columns_.size(); ++i) IL_CHECK(columns_[i].row_count() == row_count);
  row_count_ = row_count;
}

Value Chunk::Cell(std::int64_t row_index, std::int64_t column_index) const {
  IL_CHECK(row_index >= 0 && row_index < row_count_);
  return column(column_index).ValueAt(row_index);
}

void Chunk::CopyRowTo(std::int64_t row_index, std::vector<Row>& rows) const {
  rows.emplace_back();
  Row& row = rows.back();
  for (std::int64_t i = 0; i < column_count(); ++i) row.push_back(Cell(row_index, i));
}

std::int64_t Chunk::SizeBytes() const {
  std::int64_t size_bytes = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) size_bytes += columns_[i].SizeBytes();
  return size_bytes;
}

}  // namespace interlock::reference
