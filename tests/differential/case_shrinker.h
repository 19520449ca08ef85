// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Smaller cases out of a failing one.
//
// Thread safety: free function without state.

#include <vector>

#include "tests/differential/join_case.h"

namespace interlock::reference {

/// Returns cases that are simpler in one respect each, the simplest first; none if nothing can be
/// left out.
std::vector<JoinCase> SimplerCases(const JoinCase& join_case);

}  // namespace interlock::reference
