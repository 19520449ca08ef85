// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A schedule for a possible race, planned as if nothing on its paths were approximated.
//
// A candidate proves nothing: what was approximated may be just what keeps the accesses apart. The
// real program decides, by following the schedule to a race or not.
//
// Thread safety: pure functions.

#include <cstddef>
#include <vector>

#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::parametric {

/// The possible races that are worth a replay, as indices into `unknowns`: at most `limit`, one for
/// each pair of positions before a second one for any; those whose only doubts are conditions
/// of paths come first.
std::vector<std::size_t> RankCandidates(const protocol::Protocol& protocol,
                                        const std::vector<UnknownEntry>& unknowns,
                                        std::size_t limit);

/// Plans a schedule for `entry`; what it returns looks like a finding and is none.
///
/// Errors: `entry` is no possible race of `protocol`, or no order of the events leads to both
/// accesses even so.
Result<Finding> PlanCandidate(const protocol::Protocol& protocol, const UnknownEntry& entry,
                              const ProverOptions& options);

}  // namespace interlock::parametric
