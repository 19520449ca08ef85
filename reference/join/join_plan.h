// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinPlan: everything that a hash join v2 derives from its specification before it starts: which
// child builds, what a build row holds, where each result column comes from, how many of what.
//
// Thread safety: thread-compatible; made before the first thread starts, then only read.

#include <cstdint>
#include <optional>
#include <vector>

#include "annotations/vocabulary.h"
#include "reference/join/column_source.h"
#include "reference/join/hash_join_options.h"
#include "reference/join/join_spec.h"
#include "reference/join/row_layout.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// One column of the key.
struct KeyPart {
  std::int64_t build_column = 0;
  std::int64_t probe_column = 0;
  DataType build_type = DataType::kInt64;
  DataType probe_type = DataType::kInt64;
  /// One of the integers is signed, the other is not: a byte in front tells negative numbers apart.
  bool has_sign_byte = false;
};

/// Columns of the chunks on disk. Build: hash, and a byte (1: the key is valid) followed by the row
/// without its field `next`. Probe: hash, key, and the columns of the probe child.
inline constexpr std::int64_t kSpilledBuildHash = 0;
inline constexpr std::int64_t kSpilledBuildRow = 1;
inline constexpr std::int64_t kSpilledProbeHash = 0;
inline constexpr std::int64_t kSpilledProbeKey = 1;
inline constexpr std::int64_t kSpilledProbeFirst = 2;

/// Derived from a JoinSpec. Thread-compatible.
struct JoinPlan {
  JoinType type = JoinType::kInner;
  bool builds_left = false;
  bool is_probe_preserved = false;  // unmatched probe rows are in the result
  bool needs_scan = false;          // build rows carry a flag; it is read after the probe
  std::vector<DataType> build_types;
  std::vector<DataType> probe_types;
  std::vector<DataType> result_types;
  std::vector<DataType> spilled_build_types;
  std::vector<DataType> spilled_probe_types;

  std::vector<KeyPart> keys;
  /// Each variable part of the key is preceded by its length.
  bool has_key_column_lengths = false;

  std::vector<std::int64_t> stored_columns;  // of the build child, in stored order
  RowLayout layout;
  std::vector<ColumnSource> output;  // without the column of the outer semi types

  std::optional<Expression> build_filter;  // a row that fails has no partner
  std::optional<Expression> probe_filter;
  std::optional<Expression> condition;  // over condition_columns
  std::vector<ColumnSource> condition_columns;
  std::vector<DataType> condition_types;

  std::int64_t worker_count = 1;
  std::int64_t partition_count = 1;
  int partition_bits = 0;
  std::int64_t round_max = 1;
  HashPolicy hash = HashPolicy::kFnv1;
  std::int64_t chunk_row_max = Chunk::kMaxRowCount;
  std::int64_t spill_chunk_row_max = Chunk::kMaxRowCount;
  std::int64_t segment_row_max = 1024;
  std::int64_t segment_bytes_max = 0;

  /// Returns the partition of a hash: its top bits.
  std::int64_t PartitionOf(std::uint64_t hash) const {
    // A shift by 64 is undefined, so one partition is a case of its own.
    if (partition_bits == 0) return 0;
    return static_cast<std::int64_t>(hash >> (64 - partition_bits));
  }
};

/// Derives a plan.
///
/// Errors: those of CheckJoinSpec and CheckCondition; kInvalidArgument for an option out of range.
StatusOr<JoinPlan> MakeJoinPlan(const JoinSpec& spec, const HashJoinV2Options& options,
                                const std::vector<DataType>& left_types,
                                const std::vector<DataType>& right_types, bool has_memory_limit);

}  // namespace interlock::reference
