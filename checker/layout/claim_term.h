// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Terms in claims: `8`, `key_offset() - 4`, `has_flag() ? 4 : 0`, read over a class.
//
// A name is a field of the class, or with `()` a method without parameters; anything else is not
// resolved, and the claim is then unknown.
//
// Thread safety: pure function.

#include <functional>
#include <string>

#include "checker/layout/value.h"
#include "models/protocol/result.h"

namespace interlock::layout {

/// Looks up a name; `is_call` if `()` stands behind it.
using NameLookup = std::function<Result<Value>(const std::string& name, bool is_call)>;

/// Reads `text`. Operators: ?: || && == != < <= > >= + - * / % ! and parentheses.
///
/// Errors: something that is no such term, or a name that is not resolved.
Result<Value> ReadClaimTerm(const std::string& text, const NameLookup& lookup);

}  // namespace interlock::layout
