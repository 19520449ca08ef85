// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// L5: a class with IL_REGION_POINTER gives back the address that it was made from.
//
// Tagging is each constructor that takes an address; stripping each method that makes an address
// from an integer. Both are evaluated, and the lemma is about their composition, over bit-vectors.
//
// Thread safety: pure function, but for the runner.

#include <vector>

#include "checker/layout/evaluator.h"
#include "checker/layout/obligation.h"
#include "checker/layout/together.h"
#include "models/parametric/query_runner.h"

namespace interlock::layout {

/// One property for each class with the claim that the roots reach, sorted by class.
std::vector<LayoutProperty> ProveRegionPointers(const link::Program& program,
                                                const Together& together, Evaluator& evaluator,
                                                parametric::QueryRunner& runner);

}  // namespace interlock::layout
