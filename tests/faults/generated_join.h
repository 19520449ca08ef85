// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A join of two generated tables, run to its end.
//
// Thread safety: free function; the process has no other thread meanwhile.

#include <cstdint>
#include <string>

#include "reference/join/hash_join_options.h"
#include "reference/join/join_spec.h"
#include "reference/spill/file_operations.h"
#include "tests/faults/generated_source.h"

namespace interlock::reference {

/// What to join. Thread-compatible.
struct GeneratedJoin {
  GeneratedTable build;
  GeneratedTable probe;
  JoinType type = JoinType::kInner;
  HashJoinV2Options options;
  std::int64_t limit_bytes = 0;  // 0: none
};

/// What came of it. Thread-compatible.
struct GeneratedJoinRun {
  Status status;
  std::int64_t row_count = 0;
  std::uint64_t row_sum = 0;  // of all cells, whatever their order
  HashJoinStatistics statistics;
  std::int64_t peak_bytes = 0;
  std::int64_t resident_growth_bytes = 0;
  std::int64_t bytes_written = 0;
  std::int64_t blocks_written = 0;
};

/// Joins on the key; the build side is the right one.
GeneratedJoinRun RunGeneratedJoin(const GeneratedJoin& join, const std::string& folder,
                                  FileOperations& operations);

}  // namespace interlock::reference
