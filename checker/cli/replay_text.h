// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What replay and explore print about a run of a program.
//
// Thread safety: pure functions.

#include <string>

#include "checker/explorer/explore.h"
#include "checker/explorer/outcome.h"
#include "models/witness/witness.h"

namespace interlock::cli {

/// The outcome of following `witness`: what happened, where it stopped and which lock stopped it.
std::string ReplayText(const witness::Witness& witness, const explore::ReplayOutcome& outcome);

/// One line for a report: "replayed" or "not replayed: reason".
std::string ReplayLine(const explore::ReplayOutcome& outcome);

/// Exit code: 1 reproduced, 0 infeasible, 3 not reached, 2 if the run was incomplete.
int ReplayExitCode(const explore::ReplayOutcome& outcome);

/// Races and failures of an exploration, then its summary.
std::string ExploreText(const explore::ExploreOutcome& outcome,
                        const explore::ExploreOptions& options);

/// Exit code: 1 if anything failed, 2 if the run was incomplete, else 0.
int ExploreExitCode(const explore::ExploreOutcome& outcome);

}  // namespace interlock::cli
