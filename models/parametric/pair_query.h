// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The queries of the prover: one pair of accesses, one obligation, all facts.
//
// Each assertion carries a name whose first word says what it contributes; `ReasonOf` turns the
// names in an unsat core into the reason that the reports count: lock, order, instance, bytes,
// object.
//
// Thread safety: pure functions.
//
// Invariants
//   1. The hypotheses of a pair are the assertions that do not mention the conflict: guards, facts,
//      sizes, where addresses may lie. They stand first, with the same names in both queries.
//   2. Facts that share no variable with the rest of a query are left out: nothing rests on them.

#include <memory>
#include <string>
#include <vector>

#include "models/parametric/encoder.h"
#include "models/parametric/protocol_index.h"

namespace interlock::parametric {

enum class QueryKind : std::uint8_t {
  kConflict,    // unsat: the pair is separated
  kHypotheses,  // unsat: unreachable or contradictory
};

/// Encodes the pair; the returned encoder holds the finished script, AssertRelations() included,
/// unless `finish` is false (for callers that add more).
std::unique_ptr<Encoder> EncodePair(const ProtocolIndex& index, const protocol::Access& first,
                                    const protocol::Access& second, QueryKind kind,
                                    bool finish = true);

/// Why a model of the pair is no witness as far as messages go; empty if it may be one. Which
/// message a receiver holds is not tracked, so the other side must have sent what it touches. Looks
/// at the paths to the accesses, which are not part of the query.
std::string DescribeMessage(const ProtocolIndex& index, const protocol::Access& first,
                            const protocol::Access& second);

/// Encodes the obligation: kConflict asserts that its condition does not hold.
std::unique_ptr<Encoder> EncodeObligation(const ProtocolIndex& index,
                                          const protocol::Obligation& obligation,
                                          const std::vector<bool>& usable_facts, QueryKind kind);

/// Encodes all facts together, for one role instance.
std::unique_ptr<Encoder> EncodeFacts(const ProtocolIndex& index);

/// The reason a core names, strongest first; empty if it names none.
std::string ReasonOf(const std::vector<std::string>& core);
/// Indices of the facts that a core names.
std::vector<std::size_t> FactsOf(const std::vector<std::string>& core);

}  // namespace interlock::parametric
