// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/case_source.h"

namespace interlock::reference {

Status CaseSource::Next(SessionVars&, Chunk& chunk) {
  if (is_inside_.exchange(true, std::memory_order_relaxed)) {
    was_shared_.store(true, std::memory_order_relaxed);
  }
  if (is_closed_) was_called_after_close_.store(true, std::memory_order_relaxed);
  chunk.Reset(side_.types);
  const std::size_t index = static_cast<std::size_t>(next_chunk_);
  const std::size_t wanted =
      static_cast<std::size_t>(side_.chunk_row_counts[index % side_.chunk_row_counts.size()]);
  for (std::size_t i = 0; i < wanted && next_row_ < side_.rows.size(); ++i) {
    chunk.AppendRow(side_.rows[next_row_++]);
  }
  ChargeBefore(next_chunk_++, chunk.row_count() == 0);
  is_inside_.store(false, std::memory_order_relaxed);
  return Status();
}

void CaseSource::Close() {
  is_closed_ = true;
  GiveBack();
}

std::string CaseSource::misuse() const {
  if (was_shared_.load(std::memory_order_relaxed)) return "Next was called by two threads at once";
  if (was_called_after_close_.load(std::memory_order_relaxed)) return "Next was called after Close";
  return "";
}

void CaseSource::ChargeBefore(std::int64_t chunk_index, bool is_end) {
  if (memory_.charge_bytes == 0) return;
  if (chunk_index == memory_.charge_at_chunk) {
    charged_bytes_ += memory_.charge_bytes;
    tracker_.Consume(memory_.charge_bytes);
  }
  const bool is_release = is_end || chunk_index == memory_.release_at_chunk;
  if (is_release && memory_.mode != MemoryMode::kHeldByBuild) GiveBack();
}

void CaseSource::GiveBack() {
  if (charged_bytes_ > 0) tracker_.Consume(-charged_bytes_);
  charged_bytes_ = 0;
}

}  // namespace interlock::reference
