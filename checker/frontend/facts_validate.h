// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Checks that a unit of facts is closed and well-formed, so that no later stage has to ask.
//
// What is checked: operand counts per operation, registers in range and evaluated before they are
// used on every path (an arm of a kSelect: before it on some path, and never in a circle), every
// instruction in exactly one block, edges that fit the condition of their block, symbols present in
// the tables of the unit, calls that fit the parameters of functions of the unit, locals,
// parameters and loops in range, files of positions in range, tables sorted and without duplicates.
//
// Thread safety: pure functions, thread-safe.

#include <map>
#include <string>

#include "checker/frontend/facts.h"
#include "models/protocol/result.h"

namespace interlock::facts {

/// Checks every invariant; the error names function, block and instruction.
Status ValidateUnit(const Unit& unit);

/// Counts, for each declaration of the unit, how often its USR is referred to. Stored in the JSON
/// form, so that a reference cannot vanish or be bent without a trace.
std::map<std::string, int> CountReferences(const Unit& unit);

}  // namespace interlock::facts
