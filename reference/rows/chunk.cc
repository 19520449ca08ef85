// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/chunk.h"

#include "reference/status/check.h"

namespace interlock::reference {

void Chunk::Reset(std::int64_t column_count) {
  IL_CHECK(column_count >= 0);
  row_count_ = 0;
  column_count_ = column_count;
  cells_.clear();
}

void Chunk::AppendRow(const Row& row) {
  IL_CHECK(static_cast<std::int64_t>(row.size()) == column_count_);
  IL_CHECK(!is_full());
  for (std::size_t i = 0; i < row.size(); ++i) cells_.push_back(row[i]);
  ++row_count_;
}

void Chunk::AppendJoinedRow(const Chunk& left, std::int64_t left_row, const Chunk& right,
                            std::int64_t right_row) {
  IL_CHECK(left.column_count_ + right.column_count_ == column_count_);
  IL_CHECK(!is_full());
  for (std::int64_t i = 0; i < left.column_count_; ++i) cells_.push_back(left.Cell(left_row, i));
  for (std::int64_t i = 0; i < right.column_count_; ++i) cells_.push_back(right.Cell(right_row, i));
  ++row_count_;
}

void Chunk::AppendUnmatchedRow(const Chunk& left, std::int64_t left_row) {
  IL_CHECK(left.column_count_ <= column_count_);
  IL_CHECK(!is_full());
  for (std::int64_t i = 0; i < left.column_count_; ++i) cells_.push_back(left.Cell(left_row, i));
  const Value null;
  for (std::int64_t i = left.column_count_; i < column_count_; ++i) cells_.push_back(null);
  ++row_count_;
}

const Value& Chunk::Cell(std::int64_t row_index, std::int64_t column_index) const {
  IL_CHECK(row_index >= 0 && row_index < row_count_);
  IL_CHECK(column_index >= 0 && column_index < column_count_);
  return cells_[static_cast<std::size_t>(row_index * column_count_ + column_index)];
}

void Chunk::CopyRowTo(std::int64_t row_index, std::vector<Row>& rows) const {
  rows.emplace_back();
  Row& row = rows.back();
  for (std::int64_t i = 0; i < column_count_; ++i) row.push_back(Cell(row_index, i));
}

}  // namespace interlock::reference
