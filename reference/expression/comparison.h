// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Comparison of numbers of any types and of byte strings.
//
// Numbers are compared as the numbers they are, without converting one to the type of the other:
// -1 is less than the uint64 18446744073709551615, and the int64 9007199254740993 is greater than
// the double 9007199254740992.0. Doubles are totally ordered: 0.0 equals -0.0, NaN equals NaN and
// is greater than every other number, so that sorting, = and NOT < agree.
//
// Thread safety: free functions without state; safe from any thread.

#include <cstdint>

#include "reference/expression/number.h"
#include "reference/expression/scalar_function.h"

namespace interlock::reference {

/// Return -1, 0, 1: the first is less than, equal to, greater than the second.
int CompareNumbers(Number first, Number second);
/// Compares byte by byte, bytes as unsigned numbers; a prefix is less.
int CompareBytes(const char* first, std::size_t first_length_bytes, const char* second,
                 std::size_t second_length_bytes);

/// Returns whether a comparison holds for operands in this order. Requires: IsComparison(function).
bool HoldsFor(ScalarFunction function, int order);

}  // namespace interlock::reference
