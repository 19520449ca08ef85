// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ComputeArithmetic: + - * % abs of two numbers.
//
// Thread safety: free function without state; safe from any thread.
//
// Invariants
//   1. Of integers the result is the exact one, or an error.
//   2. Of doubles the result is the exact one rounded to the nearest double, and finite, or an
//   error.

#include "reference/expression/number.h"
#include "reference/expression/scalar_function.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Computes a number of type `result.type`; abs ignores `second`. The remainder has the sign of the
/// dividend.
///
/// Requires: IsArithmetic(function); `result.type` is ResultType of the function for these types;
///           for kMod, `second` is not 0.
/// Errors:   kOutOfRange if the result is no finite number or does not fit its type.
Status ComputeArithmetic(ScalarFunction function, Number first, Number second, Number& result);

}  // namespace interlock::reference
