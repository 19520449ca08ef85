// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Witnesses as JSON files. Schema: witness_schema.json.
//
// Thread safety: pure functions.
//
// Invariants
//   1. The text is compact and deterministic; `digest` covers everything but itself and `id`.
//   2. What is read is checked: threads and children exist, parents come first, the last two steps
//      are conflicting accesses of two threads.

#include <string>
#include <string_view>

#include "models/protocol/result.h"
#include "models/witness/witness.h"

namespace interlock::witness {

/// The digest of the witness, `digest` and `id` left out.
std::string ContentDigest(const Witness& witness);
/// "W-" and the first 4 digits of `digest`.
std::string IdFromDigest(const std::string& digest);

/// Writes the witness with its content digest (whatever `witness.digest` says).
std::string WitnessToJson(const Witness& witness);

/// Reads and checks a witness.
///
/// Errors: as protocol::ProtocolFromJson.
Result<Witness> WitnessFromJson(std::string_view text);

/// Checks the references and the last two steps.
Status ValidateWitness(const Witness& witness);

}  // namespace interlock::witness
