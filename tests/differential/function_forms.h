// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The scalar functions that generated conditions use: their names, and how SQL writes them.
//
// Thread safety: free functions without state that changes; safe from any thread.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "reference/expression/expression.h"

namespace interlock::reference {

/// One function. Thread-compatible.
struct FunctionForm {
  ScalarFunction function = ScalarFunction::kPlus;
  std::int64_t argument_count = 2;
  std::string sql;  // $1 and $2 stand for the arguments
  /// Takes two arguments of any one type, and has no error.
  bool is_comparison = false;
};

/// Returns the functions that the engine has; the remainder is the first one.
const std::vector<FunctionForm>& FunctionForms();
/// Returns those of them that compare.
std::vector<FunctionForm> ComparisonForms();

/// Writes an expression in SQL, which people read, too.
///
/// Requires: its functions are in FunctionForms(); constants are integers or NULL.
std::string RenderExpression(const Expression& expression,
                             const std::function<std::string(std::int64_t)>& column_name);

}  // namespace interlock::reference
