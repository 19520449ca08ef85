// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Random conditions.
//
// Thread safety: free functions; the dice belong to the caller.

#include <cstdint>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/rows/data_type.h"
#include "tests/differential/dice.h"

namespace interlock::reference {

/// A column that a condition may read. Thread-compatible.
struct ReadableColumn {
  std::int64_t column = 0;
  DataType type = DataType::kInt64;
  /// So small an integer that no product of four of them overflows: a condition may compute with
  /// it. All others it compares, or is.
  bool is_small_integer = false;
};

/// Returns a condition that is sometimes true, false and NULL, and never an error.
Expression RandomCondition(const std::vector<ReadableColumn>& columns, Dice& dice);

/// Returns the condition that the sum of two integer columns is no multiple of `divisor`.
Expression SumIsNoMultiple(std::int64_t first_column, std::int64_t second_column,
                           std::int64_t divisor);

}  // namespace interlock::reference
