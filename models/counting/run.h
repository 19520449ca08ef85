// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A run of a counter system: values of its parameters and the transitions that fire, one after the
// other, from the initial state to one that a property forbids.
//
// Thread safety: plain data and pure functions.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/protocol/result.h"

namespace interlock::counting {

/// Values of symbols, parameters included.
using CounterState = std::map<Symbol, std::int64_t>;

struct Run {
  std::vector<std::int64_t> parameters;   // by index
  std::vector<std::int32_t> transitions;  // in order
};

/// Replays the run step by step and checks that its last state is one that `property` forbids.
///
/// Shares no code with the search, the formulas or the rules of resources: what an outcome needs
/// and does is written here once more, and guards are evaluated besides. Returns the states, the
/// initial one first. Errors: the step that cannot happen, or the reason why the last state is
/// allowed.
Result<std::vector<CounterState>> Simulate(const CounterSystem& system, const Property& property,
                                           const Run& run);

/// One line per step for people: transition, points, what it changed. Requires: `Simulate` accepts.
std::string RunText(const CounterSystem& system, const Run& run,
                    const std::vector<CounterState>& states);

}  // namespace interlock::counting
