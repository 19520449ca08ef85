// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/memory_planner.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

namespace interlock::reference {
namespace {

// Estimates of what a build row costs beside its cells: link, NULL map, lengths, padding, slots of
// the hash table, spare room of growing buffers.
constexpr std::int64_t kRowOverheadBytes = 48;
constexpr std::int64_t kSmallestTableBytes = 32 * 8;
// A join with less than this part of the limit is not asked to spill.
constexpr std::int64_t kEnoughDataDivisor = 20;

std::int64_t CellBytes(const Value& value) {
  return value.kind() == ValueKind::kBytes ? 4 + static_cast<std::int64_t>(value.bytes().size())
                                           : 8;
}

/// What the build side takes in memory, and the rows of its most frequent key, which stay together
/// however often they are split.
struct BuildSize {
  std::int64_t all_bytes = 0;
  std::int64_t largest_group_bytes = 0;
};

/// The other condition is evaluated on stored rows, too.
void AddConditionColumns(const JoinCase& join_case, std::set<std::int64_t>& columns) {
  if (!join_case.spec.other_condition.has_value()) return;
  const Expression& condition = *join_case.spec.other_condition;
  const std::int64_t left_count = static_cast<std::int64_t>(join_case.left.types.size());
  const bool is_left_built = join_case.spec.build_side == JoinSide::kLeft;
  for (std::int64_t i = 0; i < condition.node_count(); ++i) {
    const ExpressionNode& node = condition.NodeAt(i);
    if (node.kind != ExpressionNodeKind::kColumn) continue;
    const bool is_left = node.column_index < left_count;
    if (is_left != is_left_built) continue;
    columns.insert(is_left ? node.column_index : node.column_index - left_count);
  }
}

BuildSize MeasureBuild(const JoinCase& join_case) {
  const JoinSpec& spec = join_case.spec;
  const bool is_left = spec.build_side == JoinSide::kLeft;
  const std::vector<std::int64_t>& keys = is_left ? spec.left_keys : spec.right_keys;
  const std::vector<std::int64_t>& output = is_left ? spec.left_output : spec.right_output;
  std::set<std::int64_t> columns(keys.begin(), keys.end());
  columns.insert(output.begin(), output.end());
  AddConditionColumns(join_case, columns);
  BuildSize size;
  std::unordered_map<std::string, std::int64_t> groups;
  for (const Row& row : join_case.build().rows) {
    std::int64_t bytes = kRowOverheadBytes;
    for (std::int64_t column : columns) bytes += CellBytes(row[static_cast<std::size_t>(column)]);
    std::string key;
    for (std::int64_t column : keys) key += CellText(row[static_cast<std::size_t>(column)]) + ",";
    size.all_bytes += bytes;
    std::int64_t& group = groups[key];
    group += bytes;
    size.largest_group_bytes = std::max(size.largest_group_bytes, group);
  }
  return size;
}

/// Returns how many rounds deep the data can be made to spill: the tables of all partitions, empty
/// or not, must fit into half of the limit.
std::int64_t ReachableDepth(std::int64_t all_bytes, std::int64_t partition_count,
                            std::int64_t smallest_limit) {
  std::int64_t depth = 0;
  std::int64_t bytes = all_bytes / partition_count;
  while (depth < 4 && bytes > smallest_limit) {
    ++depth;
    bytes /= partition_count;
  }
  return depth;
}

}  // namespace

void PlanMemory(MemoryMode mode, Dice& dice, JoinCase& join_case) {
  MemoryPlan& memory = join_case.memory;
  memory.mode = mode;
  if (mode == MemoryMode::kUnlimited) return;
  memory.limit_bytes = 1;  // PartitionCount() depends on whether there is one
  const std::int64_t partition_count = join_case.PartitionCount();
  const BuildSize size = MeasureBuild(join_case);
  const std::int64_t smallest_limit =
      4 * partition_count * kSmallestTableBytes + 6 * size.largest_group_bytes;
  std::int64_t limit = size.all_bytes;
  if (partition_count > 1) {
    const std::int64_t depth =
        dice.Between(0, ReachableDepth(size.all_bytes, partition_count, smallest_limit));
    for (std::int64_t i = 0; i < depth; ++i) limit /= partition_count;
  }
  limit = std::max(limit * 2 / 3, smallest_limit);
  memory.limit_bytes = limit;
  if (mode != MemoryMode::kLimit) {
    // What the join holds is below the limit; with the child's charge it is over, and the join
    // has enough data to be asked from `limit` on.
    memory.limit_bytes = kEnoughDataDivisor * std::max<std::int64_t>(limit / 8, 256);
    if (mode == MemoryMode::kHeldByBuild) memory.limit_bytes = kEnoughDataDivisor * limit;
    memory.charge_bytes = memory.limit_bytes + dice.Between(0, 1000);
    const CaseSide& side =
        mode == MemoryMode::kChargedByProbe ? join_case.probe() : join_case.build();
    const std::int64_t average_rows = std::max<std::int64_t>(1, side.chunk_row_counts.front());
    const std::int64_t chunk_count = static_cast<std::int64_t>(side.rows.size()) / average_rows;
    memory.charge_at_chunk = dice.Between(0, chunk_count);
    memory.release_at_chunk = memory.charge_at_chunk + dice.Between(1, 1 + chunk_count / 2);
  }
  memory.is_limit_above = dice.Percent(25);
  join_case.options.round_max = kAmpleRoundMax;
  if (dice.Percent(12)) join_case.options.round_max = dice.Pick({0, 1, 1, 2});
}

}  // namespace interlock::reference
