// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Asks the real program about possible races: each gets a candidate schedule, and the program
// follows it. A race that the program then runs into is refuted, whatever was approximated before;
// one that it does not stays unknown, with the step at which the program went another way.
//
// Thread safety: as child_process.h.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "checker/cli/run_folder.h"
#include "checker/explorer/replay.h"
#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::cli {

/// Replaying more candidates costs more than it tells.
inline constexpr std::size_t kCandidatesMax = 8;

/// The program that decides, and how it is run.
struct CandidateProgram {
  std::string path;
  std::vector<std::string> arguments;
  explore::ReplayOptions replay;
};

/// Moves every possible race of `proof` that `program` reproduces to its findings; the id of the
/// witness goes to the end of `witnesses` and the line for the report to `replays`. Candidates are
/// written to `folder`, also those that the program did not follow to the end.
/// Errors: a program that cannot be run at all, a witness that cannot be written.
Status ReplayCandidates(const protocol::Protocol& protocol, const CandidateProgram& program,
                        const parametric::ProverOptions& prover, const RunFolder& folder,
                        parametric::ProofResult* proof, std::vector<std::string>* witnesses,
                        std::map<std::string, std::string>* replays);

}  // namespace interlock::cli
