// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// L1 to L3: the fields of a layout are apart, every access lies inside one field, atomic words are
// aligned, and what threads of one kind do at once to a word is atomic of one size; for every value
// of the layout's parameters.
//
// Thread safety: pure functions, but for the runner.

#include <vector>

#include "checker/layout/obligation.h"
#include "checker/layout/query.h"
#include "checker/layout/row_accesses.h"
#include "checker/layout/together.h"

namespace interlock::layout {

struct LayoutInput {
  const link::Program& program;
  const LayoutClass& layout;
  const RowAccesses& rows;
  const std::vector<ThreadEntry>& entries;
  /// The start of the bytes is a multiple of this; `alignment_assumptions` says what that rests on.
  std::int64_t alignment = 1;
  std::vector<std::string> alignment_assumptions;
  std::string alignment_source;  // for people
};

LayoutProperty ProveFields(const LayoutInput& input, WrapTable& wraps,
                           parametric::QueryRunner& runner);
LayoutProperty ProveInsideFields(const LayoutInput& input, WrapTable& wraps,
                                 parametric::QueryRunner& runner);
LayoutProperty ProveAtomicsApart(const LayoutInput& input, WrapTable& wraps,
                                 parametric::QueryRunner& runner);
LayoutProperty ProveAlignment(const LayoutInput& input, WrapTable& wraps,
                              parametric::QueryRunner& runner);

}  // namespace interlock::layout
