// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Evaluation of an expression for all rows of a chunk, and its truth in three-valued logic.
//
// The nodes are evaluated one after the other, each for all rows. There is no short circuit: an
// error in one row is an error of the whole evaluation, even if the other argument of an AND or OR
// decides that row. Types are checked first, before any row is read (result_type.h), so a chunk
// without rows reports them too.
//
// Thread safety: free functions; any number of threads may evaluate one expression that nobody
// changes.
//
// Invariants
//   1. Cell r of the result is Expression::Evaluate of row r, and the evaluation fails exactly if
//   the types do not match or Evaluate of some row fails.

#include <cstdint>
#include <vector>

#include "reference/expression/column_references.h"
#include "reference/expression/expression.h"
#include "reference/expression/result_type.h"
#include "reference/expression/three_valued_logic.h"
#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Evaluates the expression for each row; `result` gets the type of the expression and one cell per
/// row. After an error it holds nothing of use.
///
/// Requires: `result` is no column of `chunk`.
/// Errors:   kInvalidArgument for a column out of range or an operand of a type that the function
///           does not take; kOutOfRange for arithmetic that leaves 64 bits.
Status EvaluateColumn(const Expression& expression, const Chunk& chunk, Column& result);

/// Evaluates the expression as a condition: NULL, or whether the number is not 0. `truths` gets one
/// per row.
///
/// Errors: those of EvaluateColumn; kInvalidArgument if the result is of type kBytes.
Status EvaluateTruth(const Expression& expression, const Chunk& chunk,
                     std::vector<TruthValue>& truths);

}  // namespace interlock::reference
