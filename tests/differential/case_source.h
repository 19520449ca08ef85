// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// CaseSource: a child of a generated join. It hands out its rows in chunks of the sizes that the
// case gives, charges a memory tracker as the case says, and watches how it is used.
//
// Thread safety: thread-compatible, as every row source; misuse by several threads is noticed where
// it happens.
//
// Invariants
//   1. What it charged it has given back after Close, at the latest.

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/memory/memory_tracker.h"
#include "reference/session/row_source.h"
#include "tests/differential/join_case.h"

namespace interlock::reference {

/// Rows of a case as a source. Thread-compatible.
class CaseSource final : public RowSource {
 public:
  /// Requires: `side` and `tracker` outlive the source.
  CaseSource(const CaseSide& side, MemoryTracker& tracker) : side_(side), tracker_(tracker) {}

  /// Charges the tracker as `memory` says; before the first Next.
  void ChargeAsPlanned(const MemoryPlan& memory) { memory_ = memory; }

  const std::vector<DataType>& column_types() const override { return side_.types; }
  Status Next(SessionVars& session, Chunk& chunk) override;
  void Close() override;

  bool is_closed() const { return is_closed_; }
  /// Returns what was done that the contract of row sources forbids; empty if nothing.
  std::string misuse() const;

 private:
  void ChargeBefore(std::int64_t chunk_index, bool is_end);
  void GiveBack();

  const CaseSide& side_;
  MemoryTracker& tracker_;
  MemoryPlan memory_;
  std::size_t next_row_ = 0;
  std::int64_t next_chunk_ = 0;
  std::int64_t charged_bytes_ = 0;
  bool is_closed_ = false;
  // Relaxed throughout: they must not order what they watch.
  std::atomic<bool> is_inside_{false};
  std::atomic<bool> was_shared_{false};
  std::atomic<bool> was_called_after_close_{false};
};

}  // namespace interlock::reference
