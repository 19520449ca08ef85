// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The join by definition: every left row against every right row.
//
// Shares with the engine the specification, values, and the row-wise evaluation of expressions;
// none of hashing, key bytes, row layout, chunks, threads or files. The SQLite oracle judges the
// evaluation of expressions.
//
// Keys: NULL equals nothing; integers are compared as numbers, whatever their signedness; -0.0
// equals 0.0; a NaN equals every NaN; bytes are compared as bytes.
//
// Thread safety: free functions without state.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/expression/truth_value.h"
#include "tests/differential/join_case.h"

namespace interlock::reference {

/// A row of a join's result by the numbers of the rows it is made of: -1 stands for NULLs, or for
/// the side that the result does not have. Thread-compatible.
struct JoinedRow {
  std::int64_t left = -1;
  std::int64_t right = -1;
  /// Of the outer semi types: the last column.
  TruthValue mark = TruthValue::kFalse;

  auto operator<=>(const JoinedRow&) const = default;
};

/// What the other condition was for pairs of equal keys. Thread-compatible.
struct ConditionCounts {
  std::int64_t true_count = 0;
  std::int64_t false_count = 0;
  std::int64_t null_count = 0;
};

/// Joins by definition; adds to `counts`. Requires: no expression of the case has an error.
std::vector<JoinedRow> NestedLoopJoin(const JoinCase& join_case, ConditionCounts& counts);

/// Returns the texts of the rows, with the output columns of the specification, sorted.
std::vector<std::string> ResultTexts(const JoinCase& join_case,
                                     const std::vector<JoinedRow>& joined_rows);

/// Returns the types of the result's columns.
std::vector<DataType> ExpectedTypes(const JoinCase& join_case);

/// Returns a few of the rows that only one of two sorted lists has, as text; empty if they are
/// equal.
std::string DescribeDifference(const std::vector<std::string>& actual,
                               const std::vector<std::string>& expected);

}  // namespace interlock::reference
