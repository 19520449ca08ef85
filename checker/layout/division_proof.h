// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// P7: a function with IL_DIVIDES(total, index, count) cuts [0, total) into consecutive ranges.
//
// Thread safety: pure function, but for the runner.

#include <vector>

#include "checker/layout/obligation.h"
#include "checker/layout/query.h"
#include "checker/layout/together.h"

namespace interlock::layout {

/// One property for each function with the claim that the roots reach, sorted by function.
std::vector<LayoutProperty> ProveDivisions(const link::Program& program, const Together& together,
                                           Evaluator& evaluator, WrapTable& wraps,
                                           parametric::QueryRunner& runner);

}  // namespace interlock::layout
