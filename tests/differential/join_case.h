// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinCase: one generated join as plain data: the rows of both children, what is joined, how the
// join runs, and how much memory it may use when.
//
// Thread safety: thread-compatible; a running join and its children only read it.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/join/hash_join_options.h"
#include "reference/join/join_spec.h"
#include "reference/rows/chunk.h"
#include "reference/rows/data_type.h"

namespace interlock::reference {

enum class KeyShape : std::uint8_t {
  kOneInt64,
  kOneUint64,
  kMixedSign,  // int64 on one side, uint64 on the other
  kDouble,
  kBytes,
  kComposite,  // two or three columns of any of these
  kRepeated,   // one column stands in the key twice
};
inline constexpr KeyShape kKeyShapes[] = {
    KeyShape::kOneInt64, KeyShape::kOneUint64, KeyShape::kMixedSign, KeyShape::kDouble,
    KeyShape::kBytes,    KeyShape::kComposite, KeyShape::kRepeated};

enum class MemoryMode : std::uint8_t {
  kUnlimited,
  kLimit,           // what the join itself holds goes over a limit
  kChargedByBuild,  // the build child charges the tracker at one of its chunks, and gives back
                    // later
  kChargedByProbe,  // the probe child does
  kHeldByBuild,  // the build child gives back when it is closed, so every round is over the limit
};
inline constexpr MemoryMode kMemoryModes[] = {
    MemoryMode::kUnlimited, MemoryMode::kLimit, MemoryMode::kChargedByBuild,
    MemoryMode::kChargedByProbe, MemoryMode::kHeldByBuild};

inline constexpr JoinType kJoinTypes[] = {
    JoinType::kInner,    JoinType::kLeftOuter,     JoinType::kRightOuter,       JoinType::kSemi,
    JoinType::kAntiSemi, JoinType::kLeftOuterSemi, JoinType::kAntiLeftOuterSemi};

/// One child. Thread-compatible.
struct CaseSide {
  std::vector<DataType> types;
  std::vector<Row> rows;
  /// Rows of its chunks, from the start again when the list is used up. Not empty, each positive.
  std::vector<std::int64_t> chunk_row_counts = {Chunk::kMaxRowCount};
};

/// What the tracker allows, and what a child charges to it. Thread-compatible.
struct MemoryPlan {
  MemoryMode mode = MemoryMode::kUnlimited;
  std::int64_t limit_bytes = 0;  // 0: none
  /// The limit is not that of the tracker that the join charges, but of one above.
  bool is_limit_above = false;
  std::int64_t charge_bytes = 0;
  std::int64_t charge_at_chunk = 0;
  std::int64_t release_at_chunk = 0;  // at the end of the child at the latest
};

/// Thread-compatible.
struct JoinCase {
  std::uint64_t seed = 0;  // of the generator; a smaller case keeps the one it was made from
  KeyShape key_shape = KeyShape::kOneInt64;
  bool is_skewed = false;
  JoinSpec spec;
  HashJoinV2Options options;
  MemoryPlan memory;
  CaseSide left;
  CaseSide right;
  /// Close the join after so many chunks of its result; negative: read all.
  std::int64_t close_after_chunk_count = -1;

  const CaseSide& build() const { return spec.build_side == JoinSide::kLeft ? left : right; }
  const CaseSide& probe() const { return spec.build_side == JoinSide::kLeft ? right : left; }
  /// Returns P as the options' rule has it.
  std::int64_t PartitionCount() const;
  /// Returns whether the join may give up because a partition stays too large: only with a limit
  /// and so few rounds that the data need not fit.
  bool MayExhaustRounds() const;
  /// Returns whether a key of either side has a NaN, a NULL.
  bool HasNanKey() const;
  bool HasNullKey() const;
};

/// Rounds that are always enough: each one splits a partition anew.
inline constexpr std::int64_t kAmpleRoundMax = 64;

std::string NameOf(JoinType type);
std::string NameOf(JoinSide side);
std::string NameOf(KeyShape shape);
std::string NameOf(MemoryMode mode);
std::string NameOf(HashPolicy policy);

/// Prints a cell such that different contents have different texts.
std::string CellText(const Value& value);
std::string RowText(const Row& row);
/// Prints an expression; column i is `l<i>`, or `r<i - left_count>` from left_count on.
std::string ExpressionText(const Expression& expression, std::int64_t left_count);
/// Prints the case for people; at most `row_count_max` rows of a side.
std::string CaseText(const JoinCase& join_case, std::int64_t row_count_max);

}  // namespace interlock::reference
