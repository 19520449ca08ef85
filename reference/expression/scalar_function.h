// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ScalarFunction: the built-in functions of expressions: names, signatures, evaluation.
//
// Thread safety: free functions without state; safe from any thread.
//
// Invariants
//   1. A NULL argument gives NULL, except: <=> and IS NULL never do; FALSE AND NULL is FALSE, TRUE
//   OR NULL is TRUE. A remainder by 0 is NULL.
//   2. Arithmetic that leaves the type of its result is an error, never a wrong value.
//   3. What a function gives depends on its arguments alone: a failing argument fails AND and OR
//   too, even if the other argument decides.

#include <cstdint>
#include <string>

#include "reference/rows/value.h"
#include "reference/status/status.h"

namespace interlock::reference {

enum class ScalarFunction : std::uint8_t {
  kMod,
  kAbs,
  kPlus,
  kMinus,
  kMultiply,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kNullSafeEqual,  // <=>: like =, but NULL equals NULL and nothing else
  kIsNull,
  kAnd,
  kOr,
  kNot,
};

/// Returns the function that `name` stands for: a name in lower case (mod, abs, and, or, not,
/// isnull) or an operator (+ - * % = <> != < <= > >= <=>).
///
/// Errors: kNotFound for an unknown name, kInvalidArgument for a wrong number of arguments.
StatusOr<ScalarFunction> FindScalarFunction(const std::string& name, std::int64_t argument_count);

/// Returns the name under which telemetry counts the function, e.g. "ModInt"; the same for all
/// types.
std::string FunctionSignature(ScalarFunction function);

std::int64_t ArgumentCount(ScalarFunction function);
bool IsArithmetic(ScalarFunction function);
/// Returns whether the function is one of = <> < <= > >= <=>.
bool IsComparison(ScalarFunction function);

/// Applies `function`; a function of one argument ignores `second`.
///
/// Errors: kInvalidArgument for arguments of types that it does not take (result_type.h; a NULL has
/// the type of the other argument), kOutOfRange if the result does not fit.
StatusOr<Value> ApplyScalarFunction(ScalarFunction function, const Value& first,
                                    const Value& second);

}  // namespace interlock::reference
