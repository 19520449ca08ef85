// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ScalarFunction: the built-in functions of expressions: names, signatures, evaluation.
//
// Thread safety: free functions without state; safe from any thread.
//
// Invariants
//   1. A NULL argument gives NULL. Arithmetic that leaves 64 bits is an error, never a wrong value.

#include <cstdint>
#include <string>

#include "reference/rows/value.h"
#include "reference/status/status.h"

namespace interlock::reference {

enum class ScalarFunction : std::uint8_t { kMod, kAbs, kPlus, kMinus, kMultiply };

/// Returns the function that `name` (lower case, or + - * %) stands for.
///
/// Errors: kNotFound for an unknown name, kInvalidArgument for a wrong number of arguments.
StatusOr<ScalarFunction> FindScalarFunction(const std::string& name, std::int64_t argument_count);

/// Returns the name under which telemetry counts the function, e.g. "ModInt".
std::string FunctionSignature(ScalarFunction function);

/// Applies `function`; a function of one argument ignores `second`.
///
/// Errors: kInvalidArgument for an argument that is no integer, kOutOfRange if the result does not
/// fit.
StatusOr<Value> ApplyScalarFunction(ScalarFunction function, const Value& first,
                                    const Value& second);

}  // namespace interlock::reference
