// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// All interleavings of a tiny program, state by state, without any solver.
//
// A race is a reachable state in which two threads both stand before accesses that conflict: common
// bytes, at least one write, not two atomics of one extent.
//
// Thread safety: pure function.

#include <cstdint>
#include <string>

#include "models/enumerate/program.h"

namespace interlock::enumerate {

struct Exploration {
  bool race = false;
  bool complete = true;  // false: more than `state_max` states; `race` == false says nothing
  std::int64_t states = 0;
  std::string description;  // of the first race
};

Exploration Explore(const Program& program, std::int64_t state_max);

}  // namespace interlock::enumerate
