// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Orders the synchronisation events on both call chains of a conflicting pair into one schedule.
//
// A second query: everything of the pair's query, plus one integer position per event. A thread's
// events stand in its own order, a spawn before what the child does, critical sections of one lock
// apart (two shared ones may overlap). What a thread does between listed events is left free.
//
// Thread safety: pure functions.
//
// Invariants
//   1. The last two steps are the accesses; a section that is open there stays open.
//   2. A join of a listed thread never precedes the accesses.
//   3. Values that both sides inherit from one ancestor are equal in the model.

#include <functional>
#include <map>
#include <string>

#include "models/parametric/protocol_index.h"
#include "models/parametric/prove.h"
#include "models/smt/solver.h"

namespace interlock::parametric {

struct ScheduleResult {
  bool found = false;
  Schedule schedule;
  std::map<std::string, std::string> model;
  std::string reason;  // why none was found
};

using SolveFunction = std::function<smt::Answer(const smt::Script&)>;

/// Looks for a schedule that brings both accesses side by side.
ScheduleResult FindSchedule(const ProtocolIndex& index, protocol::AccessId first,
                            protocol::AccessId second, const SolveFunction& solve);

}  // namespace interlock::parametric
