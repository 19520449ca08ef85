// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Linear place invariants: weighted sums of counts that no transition changes.
//
// They are the null space of the matrix of transition effects, over exact integers. An effect may
// have parameters ("N workers start"): then it has one row per parameter. And a sum may hold a
// parameter times the count of a point of a role with one instance, so that "workers that run = N
// while the controller waits" is one of them.
//
// Thread safety: pure function.
//
// Invariants
//   1. Each invariant returned holds in every initial state and is kept by each transition (checked
//      again after it was found, by other arithmetic than the elimination).
//   2. Integers that leave 64 bits end the search of that invariant, never give a wrong one.

#include <cstdint>
#include <string>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/counting/encoding.h"

namespace interlock::counting {

/// coefficient * symbol, or coefficient * parameter * symbol.
struct PlaceTerm {
  std::int64_t coefficient = 0;
  std::int32_t parameter = -1;  // -1: none
  Symbol symbol;
};

/// Sum of terms = `total` in every reachable state.
struct PlaceInvariant {
  std::vector<PlaceTerm> terms;
  Linear total;  // over parameters
};

struct PlaceInvariants {
  std::vector<PlaceInvariant> invariants;
  std::int32_t dropped = 0;  // found, but numbers grew too large, or the second check failed
};

/// Requires: `Validate` accepts the system.
PlaceInvariants FindPlaceInvariants(const CounterSystem& system);

/// "queued:chunks + point:worker.unit - group:open = 0".
std::string InvariantText(const CounterSystem& system, const PlaceInvariant& invariant);

/// The invariant as a formula. Terms with a parameter stand for a choice, so it stays linear.
smt::Expression InvariantFormula(const Encoding& encoding, const PlaceInvariant& invariant);

}  // namespace interlock::counting
