// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The statements of the protocols "hash-join" and "spill": a whole hash join v2 over rows in
// memory. Each function makes session, tracker and children, runs the join with all its threads,
// closes it and returns plain data.
//
// Thread safety: free functions without state; one thread calls each, with input nobody changes.
//
// Invariants
//   1. Every object that threads share is made inside the function and ends with it.

#include <cstdint>
#include <string>
#include <vector>

#include "annotations/vocabulary.h"
#include "reference/join/hash_join_options.h"
#include "reference/join/join_spec.h"
#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Two tables and what to do with them. Thread-compatible.
struct HashJoinInput {
  std::vector<DataType> left_types;
  std::vector<DataType> right_types;
  std::vector<Row> left_rows;
  std::vector<Row> right_rows;
  /// Rows that a child returns at a time; 1 to Chunk::kMaxRowCount.
  std::int64_t source_chunk_row_max = Chunk::kMaxRowCount;
  JoinSpec spec;
  HashJoinV2Options options;
};

/// Where a join may spill, and from when on. Thread-compatible.
struct SpillInput {
  std::int64_t limit_bytes = 0;
  /// Folder of the files; empty: SpillStorage::DefaultFolder().
  std::string folder;
};

/// What a join leaves behind. Thread-compatible.
struct HashJoinOutput {
  ResultRows rows;
  HashJoinStatistics statistics;
  /// The most that was charged at one time.
  std::int64_t peak_bytes = 0;
  /// Written to spill files over all rounds.
  std::int64_t spill_bytes_written = 0;
};

/// Joins in memory.
///
/// Errors: those of HashJoinV2::Next.
StatusOr<HashJoinOutput> RunHashJoin(const HashJoinInput& input) IL_PROTOCOL("hash-join")
    IL_CALLED_BY(one, input is not shared);

/// Joins under a memory limit, over which rows go to disk.
///
/// Errors: those of HashJoinV2::Next and SpillStorage::Open.
StatusOr<HashJoinOutput> RunSpillingHashJoin(const HashJoinInput& input, const SpillInput& spill)
    IL_PROTOCOL("spill") IL_CALLED_BY(one, input and spill are not shared);

}  // namespace interlock::reference
