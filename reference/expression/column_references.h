// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The columns that an expression names, and the same expression for rows whose columns stand
// elsewhere: a join evaluates its condition on a chunk of only the columns that the condition
// needs.
//
// Thread safety: free functions; any number of threads may ask about one expression that nobody
// changes.

#include <cstdint>
#include <vector>

#include "reference/expression/expression.h"

namespace interlock::reference {

/// Appends to `columns` each column index of the expression that is not there yet, in the order of
/// first use.
void CollectColumns(const Expression& expression, std::vector<std::int64_t>& columns);

/// Returns the expression that reads column `new_index[c]` where this one reads column c.
///
/// Requires: for each column c of the expression, 0 <= c < new_index.size() and new_index[c] >= 0.
Expression RemapColumns(const Expression& expression, const std::vector<std::int64_t>& new_index);

}  // namespace interlock::reference
