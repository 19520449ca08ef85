// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads annotations: attributes `annotate("interlock:<name>", ...)` and Clang's own capability
// attributes. They are claims; nothing in lowering believes them.
//
// Thread safety: thread-compatible.

#include "checker/lower/unit_lowering.h"

namespace interlock::lower {

/// Claims that stand on `decl` itself; `parameter` is stored in each.
std::vector<facts::Claim> ClaimsOf(UnitLowering& unit, const clang::Decl* decl, int parameter = -1);

}  // namespace interlock::lower
