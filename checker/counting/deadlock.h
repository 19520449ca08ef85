// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a program can come to a state in which nobody can go on: extraction and proof in one
// step.
//
// Thread safety: pure function; starts child processes.
//
// Invariants
//   1. `kProved` rests on an accepted certificate and on the assumptions listed.
//   2. `kRefuted` has a run in which the program itself decides every branch; a run that needs a
//      choice which data makes is `kUnknown`, with the run.

#include <cstdint>
#include <set>
#include <string>

#include "checker/counting/extract.h"
#include "models/counting/prove.h"

namespace interlock::counting {

struct DeadlockAnswer {
  Verdict verdict = Verdict::kUnknown;
  std::string reason;    // kUnknown
  std::string position;  // kUnknown by the extraction: where
  std::string run;       // text of the run, if one was found
  std::set<std::string> assumptions;
  CounterSystem system;   // empty if the extraction failed
  CountingResult result;  // empty if the extraction failed
};

/// Requires: `points_to` was solved for `root`.
DeadlockAnswer CheckDeadlock(const link::Program& program, const points_to::PointsTo& points_to,
                             link::FunctionId root, const CountingOptions& options = {});

}  // namespace interlock::counting
