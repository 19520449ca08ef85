// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The memory limit of a generated case, chosen from its data so that it spills where it should.
//
// Thread safety: free functions; the dice belong to the caller.

#include "tests/differential/dice.h"
#include "tests/differential/join_case.h"

namespace interlock::reference {

/// Sets the memory plan and the number of rounds.
///
/// Requires: everything else of the case is set.
void PlanMemory(MemoryMode mode, Dice& dice, JoinCase& join_case);

}  // namespace interlock::reference
