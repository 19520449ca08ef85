// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A text form of facts for people and for golden tests: one instruction a line, `%7 = load %6 4`.
//
// Thread safety: pure functions, thread-safe.

#include <string>

#include "checker/frontend/facts.h"

namespace interlock::facts {

/// Renders one instruction without its register, e.g. `binary + %1 %2 bytes=4`.
std::string InstructionText(const Instruction& instruction);

/// Renders a function: head, locals, blocks with their edges, loops.
std::string FunctionText(const Unit& unit, const Function& function);

/// Renders the whole unit.
std::string UnitText(const Unit& unit);

}  // namespace interlock::facts
