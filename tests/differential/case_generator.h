// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The generator of join cases.
//
// Thread safety: free function without state.

#include <cstdint>

#include "tests/differential/join_case.h"

namespace interlock::reference {

/// Returns the case of a seed, always the same one. Its specification is a legal one, its
/// expressions have no errors, and its result is at most some ten thousand rows.
JoinCase GenerateCase(std::uint64_t seed);

}  // namespace interlock::reference
