// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Number: a number of any of the three fixed types, as it stands in a column.
//
// Thread safety: free functions without state; safe from any thread.
//
// Invariants
//   1. The type is fixed (IsFixed).
//
// Layout: the word of a cell (data_type.h).

#include <cstdint>

#include "reference/rows/data_type.h"

namespace interlock::reference {

/// A number that is not NULL. Thread-compatible.
struct Number {
  DataType type = DataType::kInt64;
  std::uint64_t word = 0;
};

/// An integer of either type as sign and size, so that both are computed with alike. Only computing
/// gives a zero a sign, and WordOf takes it off. Thread-compatible.
struct SignedMagnitude {
  bool is_negative = false;
  std::uint64_t magnitude = 0;
};

/// Requires: IsInteger(number.type).
SignedMagnitude MagnitudeOf(Number number);

/// Returns whether `integer` is a number of `type`, and then writes its word.
///
/// Requires: IsInteger(type).
bool WordOf(SignedMagnitude integer, DataType type, std::uint64_t& word);

/// Converts; an integer of more than 53 bits is rounded to the nearest double.
double DoubleOf(Number number);

/// Makes a number of type kDouble.
Number NumberOf(double number);

/// Returns whether the number is 0 (of either sign). NaN is not.
bool IsZero(Number number);

}  // namespace interlock::reference
