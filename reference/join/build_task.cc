// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/build_task.h"

#include <algorithm>

namespace interlock::reference {
namespace {

std::int64_t SegmentCount(const RowTable& table) { return static_cast<std::int64_t>(table.size()); }

/// Whether each partition has at most 1.8 times, and at least 0.2 times, the average.
bool IsEven(const std::vector<RowTable>& tables, std::int64_t total) {
  const std::int64_t count = static_cast<std::int64_t>(tables.size());
  for (const RowTable& table : tables) {
    // |segments - total / count| <= 0.8 * total / count, without fractions.
    const std::int64_t distance = SegmentCount(table) * count - total;
    if (5 * (distance < 0 ? -distance : distance) > 4 * total) return false;
  }
  return true;
}

}  // namespace

std::vector<BuildTask> MakeBuildTasks(const std::vector<RowTable>& tables,
                                      std::int64_t worker_count) {
  std::int64_t total = 0;
  for (const RowTable& table : tables) total += SegmentCount(table);
  const std::int64_t partition_count = static_cast<std::int64_t>(tables.size());
  std::int64_t slice = std::max<std::int64_t>(1, total / worker_count);
  if (worker_count == partition_count && IsEven(tables, total))
    slice = std::max<std::int64_t>(1, total);

  std::vector<BuildTask> tasks;
  std::vector<std::int64_t> next_segment(tables.size(), 0);
  bool is_any_left = true;
  while (is_any_left) {
    is_any_left = false;
    for (std::int64_t partition = 0; partition < partition_count; ++partition) {
      const std::int64_t segment_count = SegmentCount(tables[static_cast<std::size_t>(partition)]);
      std::int64_t& first = next_segment[static_cast<std::size_t>(partition)];
      if (first == segment_count) continue;
      BuildTask task;
      task.partition = partition;
      task.first_segment = first;
      task.end_segment = std::min(segment_count, first + slice);
      task.is_exclusive = first == 0 && task.end_segment == segment_count;
      tasks.push_back(task);
      first = task.end_segment;
      is_any_left = true;
    }
  }
  return tasks;
}

}  // namespace interlock::reference
