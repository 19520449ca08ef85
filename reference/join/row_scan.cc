// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_scan.h"

#include <algorithm>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kScanRowsBetweenPolls = 2000;

}  // namespace

RowRange ShareOf(std::int64_t total, std::int64_t index, std::int64_t count) {
  IL_CHECK(total >= 0 && index >= 0 && index < count);
  const std::int64_t quotient = total / count;
  const std::int64_t remainder = total % count;
  RowRange range;
  range.first = quotient * index + std::min(index, remainder);
  range.end = range.first + quotient + (index < remainder ? 1 : 0);
  return range;
}

RowScan::RowScan(const JoinPlan& plan, const HashTableSet& tables, Killer& killer,
                 std::int64_t worker_index)
    : plan_(plan),
      tables_(tables),
      killer_(killer),
      decoder_(plan.layout),
      left_(ShareOf(tables.row_count(), worker_index, plan.worker_count)) {
  // Find the first row of the share.
  std::int64_t skipped = 0;
  while (left_.first < left_.end) {
    const RowTable& table = tables_.row_tables()[partition_];
    if (segment_ == table.size()) {
      ++partition_;
      segment_ = 0;
      continue;
    }
    const std::int64_t row_count = table[segment_]->row_count();
    if (skipped + row_count > left_.first) break;
    skipped += row_count;
    ++segment_;
  }
  row_ = left_.first - skipped;
}

StatusOr<bool> RowScan::Continue(Chunk& result) {
  Status status = killer_.Poll();
  if (!status.ok()) return status;
  std::int64_t steps = 0;
  while (left_.first < left_.end) {
    const std::int64_t room = plan_.chunk_row_max - result.row_count();
    if (room == 0) return false;
    rows_.clear();
    while (left_.first < left_.end && static_cast<std::int64_t>(rows_.size()) < room) {
      std::uint8_t* row = tables_.row_tables()[partition_][segment_]->RowAt(row_);
      if (IsEmitted(row)) rows_.push_back(row);
      Advance();
      if (++steps % kScanRowsBetweenPolls != 0) continue;
      status = killer_.Poll();
      if (!status.ok()) return status;
    }
    AppendRows(result);
  }
  return true;
}

/// Goes to the next row of the share, over segments and partitions without rows.
void RowScan::Advance() {
  ++left_.first;
  ++row_;
  if (left_.first == left_.end) return;
  while (true) {
    const RowTable& table = tables_.row_tables()[partition_];
    if (segment_ < table.size() && row_ < table[segment_]->row_count()) return;
    row_ = 0;
    if (segment_ < table.size()) {
      ++segment_;
    } else {
      ++partition_;
      segment_ = 0;
    }
  }
}

bool RowScan::IsEmitted(const std::uint8_t* row) const {
  return plan_.layout.IsUsedPlain(row) == (plan_.type == JoinType::kSemi);
}

void RowScan::AppendRows(Chunk& result) {
  for (std::size_t i = 0; i < plan_.output.size(); ++i) {
    if (plan_.output[i].is_build) continue;
    Column& target = result.mutable_column(static_cast<std::int64_t>(i));
    for (std::size_t row = 0; row < rows_.size(); ++row) target.AppendNull();
  }
  decoder_.AppendOutput(rows_, plan_.output, result);
  result.SetRowCount(result.row_count() + static_cast<std::int64_t>(rows_.size()));
}

}  // namespace interlock::reference
