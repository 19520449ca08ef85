// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ListedSource: a child with given rows that counts how it is used and fails when told.
//
// Thread safety: thread-compatible, as every row source. Its counters are read before the join
// starts or after it was closed.

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "reference/session/row_source.h"

namespace interlock::reference {

/// Rows as a child of a join. Thread-compatible.
class ListedSource final : public RowSource {
 public:
  ListedSource(std::vector<DataType> types, std::vector<Row> rows, std::int64_t chunk_row_max)
      : types_(std::move(types)), rows_(std::move(rows)), chunk_row_max_(chunk_row_max) {}

  /// Makes call `call` of Next, counted from 1, return what `fault` returns, or throw what it
  /// throws.
  void FailAt(std::int64_t call, std::function<Status()> fault) {
    failing_call_ = call;
    fault_ = std::move(fault);
  }

  const std::vector<DataType>& column_types() const override { return types_; }
  Status Next(SessionVars&, Chunk& chunk) override {
    chunk.Reset(types_);
    if (++call_count_ == failing_call_) return fault_();
    while (chunk.row_count() < chunk_row_max_ && next_row_ < rows_.size()) {
      chunk.AppendRow(rows_[next_row_++]);
    }
    return Status();
  }
  void Close() override { ++close_count_; }

  std::int64_t call_count() const { return call_count_; }
  std::int64_t close_count() const { return close_count_; }

 private:
  const std::vector<DataType> types_;
  const std::vector<Row> rows_;
  const std::int64_t chunk_row_max_;
  std::function<Status()> fault_;
  std::int64_t failing_call_ = 0;
  std::size_t next_row_ = 0;
  std::int64_t call_count_ = 0;
  std::int64_t close_count_ = 0;
};

}  // namespace interlock::reference
