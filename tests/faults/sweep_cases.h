// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The joins that the fault sweep runs: small, each spilling over more than two rounds.
//
// Thread safety: free functions without state.

#include <cstdint>
#include <vector>

#include "tests/differential/join_case.h"

namespace interlock::reference {

/// Every join type with every build side it may have, with each number of workers.
std::vector<JoinCase> SweepCases(const std::vector<std::int64_t>& worker_counts);

/// Returns type, build side and N in a few words.
std::string ShortText(const JoinCase& join_case);

}  // namespace interlock::reference
