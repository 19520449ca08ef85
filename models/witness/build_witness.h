// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// From a finding of the pair prover to a witness that the explorer can replay.
//
// Thread safety: pure function.

#include <string>

#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"
#include "models/witness/witness.h"

namespace interlock::witness {

/// Builds the witness of `finding`, digest and id included.
///
/// `program` is the program that replays it; empty: not known.
/// Errors: the finding has no schedule or does not belong to `protocol`.
Result<Witness> BuildWitness(const protocol::Protocol& protocol, const parametric::Finding& finding,
                             const std::string& program);

}  // namespace interlock::witness
