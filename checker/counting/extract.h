// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The counter system of a program: who blocks on what, read off the control-flow graphs.
//
// Calls that lead to synchronisation are inlined, everything else is left out; where data decides a
// branch, both ways are taken. Threads become roles, one per place that starts them. Channels and
// counters (wait groups, latches) are found by the claims of their methods (IL_SENDS, IL_RECEIVES,
// IL_CLOSES, IL_WAITS_FOR, IL_SIGNALS), never by names.
//
// Default is unknown: what is not understood exactly where it could block is an Error with its
// source position. More behaviour than the program has is allowed everywhere else.
//
// Thread safety: pure function.
//
// Invariants
//   1. Each blocking operation that the root can reach is a blocking point with its exact
//   condition,
//      under the assumptions listed, or there is no system.
//   2. A resource is one object: made by one constructor call that runs once.

#include <set>
#include <string>
#include <vector>

#include "checker/points_to/points_to.h"
#include "checker/program/program.h"
#include "models/counting/counter_system.h"
#include "models/protocol/result.h"

namespace interlock::counting {

struct Extraction {
  CounterSystem system;
  /// What the extraction took for granted, each a sentence with a position.
  std::set<std::string> assumptions;
  /// Transitions that stand for a choice that data makes in the program.
  std::set<std::int32_t> choices;
};

/// The counter system of `root` and the threads that it starts, with the property "deadlock".
///
/// Requires: `points_to` was solved for this root. Errors: position "file:line:column" and what was
/// not understood there (kUnsupported).
Result<Extraction> ExtractCounterSystem(const link::Program& program,
                                        const points_to::PointsTo& points_to,
                                        link::FunctionId root);

}  // namespace interlock::counting
