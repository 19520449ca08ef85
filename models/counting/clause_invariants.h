// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Finds small clauses that hold in every reachable state: "while the controller sends, no worker
// has ended", "whoever joins the spill workers left no unit open".
//
// Candidates are all clauses of one or two literals, a literal being that nobody stands at a point,
// that a counter is 0, or what a flag or variable is. States of small instances refute most of
// them; of the rest a solver drops what some transition does not keep, until all that are left keep
// each other (Flanagan and Leino, "Houdini", FME 2001).
//
// What comes out is a proposal like any other invariant: the plain queries decide.
//
// Thread safety: pure function.

#include <cstdint>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/counting/encoding.h"
#include "models/counting/run.h"

namespace interlock::counting {

struct ClauseSearch {
  smt::Expression clauses = smt::True();  // conjunction
  std::int64_t candidates = 0;            // after the sample
  std::int64_t kept = 0;
  std::int64_t queries = 0;
  bool complete = true;  // false: out of time; `clauses` is empty then
};

/// Requires: `Validate` accepts the system; every state of `sample` is reachable. `base` holds in
/// every reachable state and is kept by each transition.
ClauseSearch FindClauses(const CounterSystem& system, const Encoding& encoding,
                         const smt::Expression& base, const std::vector<CounterState>& sample,
                         std::int64_t timeout_ms);

}  // namespace interlock::counting
