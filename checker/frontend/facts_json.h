// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JSON form of facts: compact, deterministic (the same unit gives the same bytes), versioned.
//
// Layout:  one object. `schema` first, then `digest`, then the rest of the unit. An instruction
//          holds only the parts that its operation needs (op_table.h) and what differs from the
//          default; every other object holds all its members. Redundant numbers stand beside what
//          they count (operands and edges of a function, references of a declaration), so that a
//          reference that is removed is noticed even where the rest would still be well-formed.
// Digest:  XXH3-128 over the whole text with the digest itself replaced by zeros, in hexadecimal.
//
// Thread safety: pure functions, thread-safe.
//
// Invariants
//   1. ReadUnit(WriteUnit(u)) gives u, for every u that ValidateUnit accepts.
//   2. ReadUnit returns only units that ValidateUnit accepts.

#include <string>
#include <string_view>

#include "checker/frontend/facts.h"
#include "models/protocol/result.h"

namespace interlock::facts {

/// Renders `unit` as JSON with its digest. `unit.digest` is ignored.
std::string WriteUnit(const Unit& unit);

/// Reads and validates one unit.
///
/// Errors: truncated or malformed text (line and column), another schema (kVersion), a missing,
///         unknown or mistyped member (JSON pointer), a wrong digest, a violated invariant.
Result<Unit> ReadUnit(std::string_view text);

/// Gives `text` with the digest that belongs to it.
///
/// Errors: `text` has no member "digest" with 32 characters.
Result<std::string> WithDigest(std::string_view text);

}  // namespace interlock::facts
