// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Separates pairs by structure alone, before any solver is asked, and groups accesses that no query
// can tell apart.
//
// Thread safety: pure functions.
//
// Invariants
//   1. `SeparateByStructure` answers only where the query would be unsat for any values.
//   2. Two accesses of a group differ at most in site, call chain, prefix and words for people.

#include <cstdint>
#include <vector>

#include "models/parametric/protocol_index.h"

namespace interlock::parametric {

/// The reason ("object" "order" "lock" "bytes") or null: the solver has to look.
///
/// Requires: at least one of both writes.
const char* SeparateByStructure(const ProtocolIndex& index, const protocol::Access& first,
                                const protocol::Access& second);

struct AccessGroup {
  std::vector<protocol::AccessId> members;  // ascending
  std::vector<std::size_t> obligations;     // indices into Protocol::obligations
};

/// Groups in order of their first member.
std::vector<AccessGroup> GroupAccesses(const protocol::Protocol& protocol);

/// How many pairs of accesses in the groups from `begin` on have a write, counted without looking
/// at any of them.
std::int64_t ConflictingPairs(const protocol::Protocol& protocol,
                              const std::vector<AccessGroup>& groups, std::size_t begin);

}  // namespace interlock::parametric
