// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The key values of generated joins: one value per index and type, so that rows match exactly if
// their indexes do (up to signs, where the types differ in signedness).
//
// Thread safety: free functions; the dice belong to the caller.

#include <cstdint>

#include "reference/rows/data_type.h"
#include "reference/rows/value.h"
#include "tests/differential/dice.h"

namespace interlock::reference {

enum class KeyStyle : std::uint8_t {
  kConsecutive,  // neighbours, some negative
  kScattered,    // all bits differ
  kExtreme,      // the ends of the type's range and other special values first
};

/// Returns the key value number `index` of a type; zeros of both signs are one value, and so are
/// NaNs, which come only `with_nan`.
Value KeyValue(DataType type, KeyStyle style, std::int64_t index, bool with_nan, Dice& dice);

}  // namespace interlock::reference
