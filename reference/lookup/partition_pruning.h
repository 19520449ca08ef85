// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PrunePartitions: which partitions can hold rows with the keys of a task. In dynamic mode every
// inner worker prunes for every task, and so rewrites the partition expression, and so counts its
// functions in the session (docs/bugs/33027.md).
//
// Thread safety: free functions without state of their own; any thread of the statement.
//
// Invariants
//   1. A partition that is left out holds no row with one of the keys.

#include <cstdint>
#include <set>

#include "reference/lookup/partitioned_table.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Result of pruning. Thread-compatible.
struct PrunedPartitions {
  std::set<std::int64_t> indexes;
  std::uint64_t expression_hash = 0;  // of the partition expression; 0 if it was not looked at
};

/// Returns every partition.
PrunedPartitions AllPartitions(const PartitionedTable& table);

/// Returns the partitions that can hold rows with one of `keys` in the key column.
///
/// Errors:  those of Rewriter::Rewrite and Expression::Evaluate.
/// Threads: any thread of the statement; the inner workers of a join call it at once.
StatusOr<PrunedPartitions> PrunePartitions(SessionVars& session, const PartitionedTable& table,
                                           const std::set<std::int64_t>& keys);

}  // namespace interlock::reference
