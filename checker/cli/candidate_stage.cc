// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/candidate_stage.h"

#include <set>
#include <utility>

#include "checker/cli/interrupt.h"
#include "checker/cli/replay_text.h"
#include "models/parametric/candidate.h"
#include "models/witness/build_witness.h"

namespace interlock::cli {
namespace {

/// Takes the entries at `indices` out of the open questions and counts their pairs as refuted.
void Promote(const std::set<std::size_t>& indices, parametric::ProofResult* proof) {
  if (indices.empty()) return;
  std::vector<parametric::UnknownEntry> rest;
  for (std::size_t i = 0; i < proof->unknowns.size(); ++i) {
    if (indices.count(i) == 0) {
      rest.push_back(std::move(proof->unknowns[i]));
      continue;
    }
    proof->unknown_pairs -= proof->unknowns[i].pairs;
    proof->finding_pairs += proof->unknowns[i].pairs;
  }
  proof->unknowns = std::move(rest);
  proof->verdict = parametric::Verdict::kRefuted;
}

}  // namespace

Status ReplayCandidates(const protocol::Protocol& protocol, const CandidateProgram& program,
                        const parametric::ProverOptions& prover, const RunFolder& folder,
                        parametric::ProofResult* proof, std::vector<std::string>* witnesses,
                        std::map<std::string, std::string>* replays) {
  std::set<std::size_t> promoted;
  Status status = Status::Ok();
  for (const std::size_t i :
       parametric::RankCandidates(protocol, proof->unknowns, kCandidatesMax)) {
    if (PendingSignal() != 0) break;
    parametric::UnknownEntry& entry = proof->unknowns[i];
    Result<parametric::Finding> candidate = parametric::PlanCandidate(protocol, entry, prover);
    if (!candidate.ok()) {
      entry.reason += "; no candidate schedule: " + candidate.error().message;
      continue;
    }
    Result<witness::Witness> witness = witness::BuildWitness(protocol, *candidate, "");
    if (!witness.ok()) {
      entry.reason += "; no candidate witness: " + witness.error().message;
      continue;
    }
    status = folder.WriteWitness(*witness);
    if (!status.ok()) break;
    Result<explore::ReplayOutcome> outcome =
        explore::RunReplay(program.path, program.arguments, *witness, program.replay);
    if (!outcome.ok()) {
      status = outcome.error();
      break;
    }
    if (outcome->verdict != explore::ReplayVerdict::kReproduced) {
      entry.reason += "; candidate " + witness->id + " " + ReplayLine(*outcome);
      continue;
    }
    candidate->doubts = entry.doubts;
    proof->findings.push_back(std::move(candidate).value());
    witnesses->push_back(witness->id);
    (*replays)[witness->id] = ReplayLine(*outcome);
    promoted.insert(i);
  }
  Promote(promoted, proof);
  return status;
}

}  // namespace interlock::cli
