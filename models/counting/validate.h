// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Decides whether a counter system is one: whether its blocking is exact and its bookkeeping whole.
//
// Thread safety: pure functions.
//
// What is rejected, each with its place (JSON pointer) and its source position:
//   indices and names that dangle, repeat or are empty; numbers that leave 64 bits;
//   symbols where only parameters may stand; negative counts at the start;
//   a role of one instance that has not one, a role of spawned instances that has some at the
//   start; a blocking operation that shares its point with another, or with a step; a transition
//   whose guard is not the exact one of its resource, or that lacks one of the outcomes of its
//   operation, or whose effect on the resource is another; an effect on a resource by a transition
//   that does not operate on it; a transition that changes the role of its instance, or starts
//   instances of a role that is not spawned; a transition from a point where instances have ended,
//   or a plain point without any; a channel without capacity that is sent to (a rendezvous is not
//   expressed).

#include <string>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/protocol/result.h"
#include "models/smt/script.h"

namespace interlock::counting {

/// Checks everything that needs no solver. Errors: kInvalidInput, kUnsupported (rendezvous).
Status Validate(const CounterSystem& system);

/// What a solver has to add: each script is `unsat` for a system that is one.
struct Requirement {
  std::string id;      // "requires-..."
  std::string reason;  // what is wrong if it is not `unsat`
  std::string position;
  smt::Script script;
};

/// Counts that are not negative, capacities of channels that are sent to, plain points that can
/// always go on. Requires: `Validate` accepts the system.
std::vector<Requirement> Requirements(const CounterSystem& system);

}  // namespace interlock::counting
