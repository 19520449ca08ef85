// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One run of the hash join v2 over a generated case, and what it left behind.
//
// Thread safety: free function; the process has no other thread meanwhile that starts threads or
// opens files.

#include <string>
#include <vector>

#include "reference/join/hash_join_v2.h"
#include "reference/spill/spill_storage.h"
#include "reference/status/status.h"
#include "tests/differential/join_case.h"

namespace interlock::reference {

/// What a run came to. Thread-compatible.
struct JoinRun {
  Status status;
  std::vector<std::string> rows;  // sorted texts
  HashJoinStatistics statistics;
  std::int64_t result_chunk_count = 0;
  bool was_closed_early = false;
  /// Each line is something that a join must not do, whatever it joins.
  std::vector<std::string> violations;
};

/// Runs the case to its end, or to where it says that the join is closed.
JoinRun RunJoin(const JoinCase& join_case, SpillStorage& storage);

/// Compares a run with the right rows; returns what is wrong, or nothing.
std::string JudgeRun(const JoinCase& join_case, const JoinRun& run,
                     const std::vector<std::string>& expected_rows);

}  // namespace interlock::reference
