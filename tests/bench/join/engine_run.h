// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs of the engine over a data set in memory, with the result aggregated in the calling thread.
//
// Thread safety: free functions; one run at a time, since the time of the whole process is taken.

#include <cstdint>
#include <string>

#include "reference/hash/hash_policy.h"
#include "reference/status/status.h"
#include "tests/bench/join/data_set.h"
#include "tests/bench/join/join_kind.h"
#include "tests/bench/join/measurement.h"

namespace interlock::bench {

/// How the engine runs. Thread-compatible.
struct EngineSettings {
  std::int64_t worker_count = 1;
  std::int64_t partition_count = 0;  // 0: by the engine's rule
  reference::HashPolicy hash = reference::HashPolicy::kFnv1;
  std::int64_t limit_bytes = 0;  // 0: none, nothing is spilled
  std::string spill_folder;      // with a limit; empty: the engine's default
};

/// Runs hash join v2. Errors: those of HashJoinV2::Next and SpillStorage::Open.
reference::StatusOr<Measurement> RunHashJoinV2(const DataSet& data, const MeasuredKind& kind,
                                               const EngineSettings& settings);
/// Returns whether hash join v1 knows the kind of join and the kind of key.
bool IsKindOfHashJoinV1(const DataSet& data, const MeasuredKind& kind);
/// Runs hash join v1, which returns all rows at once, and sums them up; both are measured.
///
/// Requires: IsKindOfHashJoinV1(data, kind).
reference::StatusOr<Measurement> RunHashJoinV1(const DataSet& data, const MeasuredKind& kind,
                                               const EngineSettings& settings);

}  // namespace interlock::bench
