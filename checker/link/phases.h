// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Phases: which accesses lie before, which after the completion of a latch or barrier.
//
// Thread safety: pure function.

#include <vector>

#include "checker/link/role_builder.h"
#include "models/protocol/protocol.h"

namespace interlock::link {

/// Adds PhaseInterval entries to the accesses of `protocol` for every latch and barrier whose
/// completion is known to need all instances of the arriving roles.
///
/// `fact_of` gives the access fact of each access of `protocol`.
void AddPhases(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
               const std::vector<protocol::RoleId>& role_of,
               const std::vector<const AccessFact*>& fact_of, protocol::Protocol* protocol);

}  // namespace interlock::link
