// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that is proved about packed bytes in one protocol: of the layout classes, region
// pointers, appending and dividing functions that its roots reach.
//
// Works on the facts and a graph of calls alone; no protocol is linked for it.
//
// Thread safety: a pure function of its arguments (and of time limits).
//
// Invariants
//   1. Nothing is keyed to a name: what is proved follows from claims and from code.
//   2. The formulas depend on the facts alone, so that certificates can be generated again.

#include <string>
#include <vector>

#include "checker/layout/obligation.h"
#include "checker/layout/together.h"
#include "checker/program/program.h"
#include "models/parametric/query_runner.h"

namespace interlock::layout {

struct LayoutRoots {
  std::vector<link::FunctionId> functions;
  bool many_threads = false;  // the environment may call them from any number of threads at once
};

/// False if nothing in the program makes such a claim: then nothing needs to be analysed.
bool HasLayoutClaims(const link::Program& program);

LayoutResult ProveLayouts(const link::Program& program, const LayoutRoots& roots,
                          parametric::RunMode mode, const parametric::ProverOptions& options);

}  // namespace interlock::layout
