// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// From what the prover says about a protocol to rows of the report.
//
// Thread safety: pure functions.
//
// Invariants
//   1. Every finding and every unknown of the prover gives at least one row; none is dropped.
//   2. Ids of sites, roles and accesses are resolved to names and positions here and nowhere else.

#include <string>

#include "checker/report/run_result.h"
#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"

namespace interlock::cli {

/// Adds the proof, the findings and the open questions of one protocol to `result`.
/// `witnesses[i]` is the id of the witness of `proof.findings[i]`, or empty.
void AddProof(const protocol::Protocol& protocol, const parametric::ProofResult& proof,
              const std::vector<std::string>& witnesses, report::RunResult* result);

/// Adds roots, roles and coverage of a protocol that was not proved, with the reason.
void AddUnproved(const protocol::Protocol& protocol, const std::string& rule,
                 const std::string& reason, report::RunResult* result);

/// Takes back every *proved* of an incomplete run: what was not read may break it.
void WithdrawProofs(const std::string& reason, report::RunResult* result);

/// "main > build fetcher > probe worker".
std::string RoleChain(const protocol::Protocol& protocol, protocol::RoleId role);

/// Describes one access: position, function, kind, object, role and call chain.
report::Place PlaceOf(const protocol::Protocol& protocol, protocol::AccessId access);

}  // namespace interlock::cli
