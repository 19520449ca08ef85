// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The types of expressions: what follows from the types of the columns alone, so that an expression
// is checked once, before any row is evaluated.
//
//   function         arguments                   result
//   + - *            two numbers                 double if one is, else uint64 if one is, else
//   int64 %                two numbers                 double if one is, else the type of the
//   dividend abs              a number                    its type = <> < <= > >=   two numbers, or
//   two bytes   int64: 0, 1
//   <=>              two numbers, or two bytes   int64: 0, 1
//   IS NULL          anything                    int64: 0, 1
//   AND OR NOT       numbers                     int64: 0, 1
//
// Every result may be NULL as well, except those of <=> and IS NULL. A literal NULL has no type: it
// takes that of the other argument, and int64 where there is none.
//
// Thread safety: free functions without state; any number of threads may ask about one expression
// that nobody changes.

#include <cstdint>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/expression/scalar_function.h"
#include "reference/rows/data_type.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Returns the type of a call; a function of one argument ignores `second`.
///
/// Errors: kInvalidArgument for a type that the function does not take.
StatusOr<DataType> ResultType(ScalarFunction function, DataType first, DataType second);

/// Returns the type of every node for rows of columns of these types; the last is the type of the
/// expression.
///
/// Errors: those of ResultType; kInvalidArgument for an expression without nodes or a column that
///         is not there.
StatusOr<std::vector<DataType>> NodeTypes(const Expression& expression,
                                          const std::vector<DataType>& column_types);

/// Returns the error that NodeTypes would return, if any.
Status CheckExpression(const Expression& expression, const std::vector<DataType>& column_types);

/// Returns the error that makes the expression no condition for such rows, if any.
///
/// Errors: those of CheckExpression; kInvalidArgument for a result of type kBytes.
Status CheckCondition(const Expression& expression, const std::vector<DataType>& column_types);

}  // namespace interlock::reference
