// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ChargeWatch: a memory action that counts the positive charges of a tracker whose limit is so
// small that it is always over it.
//
// Thread safety: thread-safe.

#include "reference/memory/memory_action.h"
#include "tests/faults/strike_point.h"

namespace interlock::reference {

/// Counts charges. Thread-safe.
class ChargeWatch final : public MemoryAction {
 public:
  /// Requires: `point` outlives this.
  explicit ChargeWatch(StrikePoint& point) : MemoryAction(kFirst), point_(point) {}

  /// Counts a charge; gives nobody else a turn, because the tracker has its limit for this only.
  void Act(MemoryTracker&) override { point_.Count(); }

 private:
  static constexpr int kFirst = 1000;

  StrikePoint& point_;
};

}  // namespace interlock::reference
