// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One run of the hash join v2 over a case, with a fault.
//
// Thread safety: free functions; the process has no other thread meanwhile.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/join/hash_join_options.h"
#include "reference/status/status.h"
#include "tests/differential/join_case.h"
#include "tests/faults/counting_file_operations.h"
#include "tests/faults/fault_plan.h"

namespace interlock::reference {

enum class RunEnd : std::uint8_t { kRightRows, kError, kClosed };

/// How often a run did what a fault can hit. Thread-compatible.
struct OperationCounts {
  FileOperationCounts files;
  std::int64_t charges = 0;
  std::int64_t locks = 0;
  std::int64_t build_calls = 0;
  std::int64_t probe_calls = 0;

  /// Returns how many operations the fault of a plan can hit.
  std::int64_t Of(const FaultPlan& plan) const;
};

/// What a run came to. Thread-compatible.
struct FaultRun {
  RunEnd end = RunEnd::kRightRows;
  bool has_struck = false;
  Status status;
  /// Without those of a run with a file fault.
  OperationCounts counts;
  HashJoinStatistics statistics;
  std::int64_t chunk_count = 0;
  /// Each line is something that a join must not do, whatever happens to it.
  std::vector<std::string> violations;
};

/// Runs the case with the plan's fault; spill files go to `folder`. `expected_rows` are the right
/// ones, sorted.
FaultRun RunWithFault(const JoinCase& join_case, const FaultPlan& plan, const std::string& folder,
                      const std::vector<std::string>& expected_rows);

}  // namespace interlock::reference
