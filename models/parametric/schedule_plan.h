// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The threads of a schedule before their events have an order, and whether they can get there.
//
// Thread safety: plain data and pure functions.

#include <cstdint>
#include <string>
#include <vector>

#include "models/parametric/encoder.h"
#include "models/parametric/protocol_index.h"
#include "models/parametric/prove.h"

namespace interlock::parametric {

struct Item {
  protocol::EventId event = protocol::kNone;
  std::int32_t child = -1;
  smt::Expression position;
};

// Items of one slot happen in any order; slots happen one after the other.
using Slot = std::vector<Item>;

struct PlannedThread {
  ScheduleThread thread;
  Side side = Side::kShared;
  protocol::AccessId access = protocol::kNone;
  std::vector<Slot> slots;
  std::vector<protocol::EventId> path;  // the slots and what is left out of them
  smt::Expression number;               // n-th instance
};

/// Why no order of the events lets the pair stand before its accesses: a barrier, a once-flag or a
/// wait in between. Empty if nothing of that kind is in the way. Errs towards a reason: a schedule
/// that is given up costs a witness, one that cannot happen would be a false finding.
std::string DescribeInfeasible(const ProtocolIndex& index,
                               const std::vector<PlannedThread>& threads);

}  // namespace interlock::parametric
