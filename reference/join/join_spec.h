// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinSpec: what a hash join v2 computes, apart from how many threads compute it.
//
// Thread safety: thread-compatible; a running join only reads it.
//
// Words: the *preserved* side is the one all of whose rows appear in the result of an outer join;
// for the semi types it is always the left one. The *build* side fills the hash table, the other
// one *probes* it.

#include <cstdint>
#include <optional>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/rows/data_type.h"
#include "reference/status/status.h"

namespace interlock::reference {

enum class JoinType : std::uint8_t {
  kInner,              // pairs
  kLeftOuter,          // pairs; left rows without partner filled up with NULLs
  kRightOuter,         // pairs; right rows without partner filled up with NULLs
  kSemi,               // left rows with a partner
  kAntiSemi,           // left rows without a partner, where no condition was NULL either
  kLeftOuterSemi,      // left rows, and 1 if a condition was true, else NULL if one was, else 0
  kAntiLeftOuterSemi,  // left rows, and 0, NULL, 1 in these cases
};

enum class JoinSide : std::uint8_t { kLeft, kRight };

/// Thread-compatible.
struct JoinSpec {
  JoinType type = JoinType::kInner;
  JoinSide build_side = JoinSide::kRight;
  /// Columns that must be equal, pair by pair. A NULL equals nothing. Types are equal, or both are
  /// integers (then the numbers are compared, whatever their signs).
  std::vector<std::int64_t> left_keys;
  std::vector<std::int64_t> right_keys;
  /// Must be true of a pair, too. Over the left columns followed by the right ones.
  std::optional<Expression> other_condition;
  /// Must be true of a row of the preserved side, or it has no partner. Over that side's columns.
  std::optional<Expression> preserved_filter;
  /// Columns of the result: of the left child, then of the right one (none for the semi types,
  /// whose result goes on with the column of the outer semi types: kInt64).
  std::vector<std::int64_t> left_output;
  std::vector<std::int64_t> right_output;
};

/// Returns whether the result holds columns of the left side alone.
bool IsSemiFamily(JoinType type);
/// Returns whether the result ends with the column 1, NULL or 0.
bool IsOuterSemi(JoinType type);
/// Returns the preserved side, or nothing for an inner join.
std::optional<JoinSide> PreservedSide(JoinType type);
/// Returns whether matches are recorded in build rows, which a scan reads after the probe.
bool NeedsScan(const JoinSpec& spec);

/// Returns the types of the result. Requires: CheckJoinSpec() is ok.
std::vector<DataType> ResultTypes(const JoinSpec& spec, const std::vector<DataType>& left_types,
                                  const std::vector<DataType>& right_types);

/// Checks a specification against the children's column types.
///
/// Errors: kInvalidArgument, with the column: no key, a key or output column out of range, keys of
///         types that cannot be compared, a right output of a semi type, an outer semi type that
///         builds on the left, a filter of the preserved side in an inner join.
Status CheckJoinSpec(const JoinSpec& spec, const std::vector<DataType>& left_types,
                     const std::vector<DataType>& right_types);

}  // namespace interlock::reference
