// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// How a hash join v2 runs: its numbers, what it may use, what it counted.
//
// Thread safety: options and resources are thread-compatible and only read while the join runs;
// what resources point at is thread-safe. Statistics are a copy.

#include <cstdint>

#include "reference/hash/hash_policy.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"
#include "reference/rows/chunk.h"
#include "reference/spill/spill_storage.h"

namespace interlock::reference {

/// Numbers of a join. 0 stands for "by the rule" where it says so.
struct HashJoinV2Options {
  /// N: split workers, table builders, probe workers and scan workers, each. 1 to kMaxWorkerCount.
  std::int64_t worker_count = 5;
  /// P: a power of two up to 16. 0: the smallest one >= N, and 16 if a memory limit is set.
  std::int64_t partition_count = 0;
  /// R: the last round that may spill is R - 1. 0: 10 / log2(P) in integers.
  std::int64_t round_max = 0;
  HashPolicy hash = HashPolicy::kFnv1;
  /// Rows of a result chunk; 1 to Chunk::kMaxRowCount.
  std::int64_t chunk_row_max = Chunk::kMaxRowCount;
  /// Rows of a chunk on disk; 1 to Chunk::kMaxRowCount.
  std::int64_t spill_chunk_row_max = Chunk::kMaxRowCount;
  /// What closes a segment of a row table; rows at least 1.
  std::int64_t segment_row_max = 1024;
  std::int64_t segment_bytes_max = std::int64_t{64} << 20;
};

/// What a join shares with the statement it is part of. Everything outlives the join.
struct HashJoinResources {
  /// Polled by every worker.
  Killer& killer;
  /// Charged with segments and hash tables.
  MemoryTracker& tracker;
  /// Where rows go when `tracker` is over its limit; null: nowhere, the join never spills.
  SpillStorage* storage = nullptr;
};

/// What a join did, from its start to its end.
struct HashJoinStatistics {
  std::uint64_t build_rows = 0;          // stored in row tables, restored rows counted again
  std::uint64_t probe_rows = 0;          // taken from the child
  std::uint64_t probe_collisions = 0;    // rows of a chain whose key was another one
  std::uint64_t spilled_build_rows = 0;  // written, counted again in each round
  std::uint64_t spilled_probe_rows = 0;  // the same
  std::uint64_t spill_count = 0;         // times that row tables were spilled
  std::uint64_t spilled_partitions = 0;  // partitions put on the restore stack
  std::uint64_t round_max = 0;           // the highest number of a round
};

}  // namespace interlock::reference
