// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// BuildTask: the rows that one table builder inserts at a time, and how they are cut.
//
// Thread safety: plain data.
//
// Invariants
//   1. The tasks of a round cover every segment of every partition once.
//   2. A task that is exclusive is the only one of its partition.

#include <cstdint>
#include <vector>

#include "reference/join/row_segment.h"

namespace interlock::reference {

/// The segments [first_segment, end_segment) of a partition.
struct BuildTask {
  std::int64_t partition = 0;
  std::int64_t first_segment = 0;
  std::int64_t end_segment = 0;
  bool is_exclusive = false;  // all segments of the partition
};

/// Cuts the row tables, one for each partition, into tasks for `worker_count` table builders: whole
/// partitions if there are as many as builders and none is far from the average, else slices of at
/// most total / worker_count segments, round-robin over the partitions.
std::vector<BuildTask> MakeBuildTasks(const std::vector<RowTable>& tables,
                                      std::int64_t worker_count);

}  // namespace interlock::reference
