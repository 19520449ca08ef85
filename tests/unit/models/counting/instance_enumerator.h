// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// All interleavings of a counter system's instances, each on its own: the yardstick of the proofs.
//
// A state lists where each instance stands, not how many stand where, and what an operation needs
// comes from its kind, not from the guard that the system states. Shares no code with search,
// simulator or formulas.
//
// Thread safety: pure function.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "models/counting/counter_system.h"

namespace interlock::counting {

struct Enumeration {
  std::set<std::string> violated;  // names of properties
  bool complete = true;            // false: more than `state_max` states
  std::int64_t states = 0;
};

Enumeration Enumerate(const CounterSystem& system, const std::vector<std::int64_t>& parameters,
                      std::size_t state_max);

}  // namespace interlock::counting
