// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_plan.h"

#include <algorithm>
#include <string>

#include "reference/expression/column_references.h"
#include "reference/expression/result_type.h"
#include "reference/join/worker_count.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kPartitionCountMax = 16;
constexpr std::int64_t kRoundBitsMax = 10;

bool Contains(const std::vector<std::int64_t>& columns, std::int64_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

int BitsOf(std::int64_t power_of_two) {
  int bits = 0;
  while (std::int64_t{1} << bits < power_of_two) ++bits;
  return bits;
}

Status CheckRange(std::int64_t value, std::int64_t smallest, std::int64_t largest,
                  const char* name) {
  if (value >= smallest && value <= largest) return Status();
  return InvalidArgument(std::string(name) + " out of range: value=" + std::to_string(value));
}

Status CheckOptions(const HashJoinV2Options& options) {
  Status status = CheckRange(options.worker_count, 1, kMaxWorkerCount, "worker count");
  if (!status.ok()) return status;
  status = CheckRange(options.partition_count, 0, kPartitionCountMax, "partition count");
  if (!status.ok()) return status;
  if ((options.partition_count & (options.partition_count - 1)) != 0) {
    return InvalidArgument("partition count is no power of two: value=" +
                           std::to_string(options.partition_count));
  }
  status = CheckRange(options.round_max, 0, 64, "round maximum");
  if (!status.ok()) return status;
  status = CheckRange(options.chunk_row_max, 1, Chunk::kMaxRowCount, "rows of a chunk");
  if (!status.ok()) return status;
  status = CheckRange(options.spill_chunk_row_max, 1, Chunk::kMaxRowCount, "rows of a spill chunk");
  if (!status.ok()) return status;
  status = CheckRange(options.segment_row_max, 1, std::int64_t{1} << 20, "rows of a segment");
  if (!status.ok()) return status;
  return CheckRange(options.segment_bytes_max, 1, std::int64_t{1} << 30, "bytes of a segment");
}

void SetCounts(const HashJoinV2Options& options, bool has_memory_limit, JoinPlan& plan) {
  plan.worker_count = options.worker_count;
  plan.partition_count = options.partition_count;
  if (plan.partition_count == 0) {
    plan.partition_count = 1;
    while (plan.partition_count < kPartitionCountMax &&
           (has_memory_limit || plan.partition_count < plan.worker_count)) {
      plan.partition_count *= 2;
    }
  }
  plan.partition_bits = BitsOf(plan.partition_count);
  plan.round_max = options.round_max;
  if (plan.round_max == 0) {
    plan.round_max = plan.partition_bits == 0 ? 1 : kRoundBitsMax / plan.partition_bits;
  }
  plan.hash = options.hash;
  plan.chunk_row_max = options.chunk_row_max;
  plan.spill_chunk_row_max = options.spill_chunk_row_max;
  plan.segment_row_max = options.segment_row_max;
  plan.segment_bytes_max = options.segment_bytes_max;
}

void SetKeys(const JoinSpec& spec, JoinPlan& plan) {
  const std::vector<std::int64_t>& build = plan.builds_left ? spec.left_keys : spec.right_keys;
  const std::vector<std::int64_t>& probe = plan.builds_left ? spec.right_keys : spec.left_keys;
  for (std::size_t i = 0; i < build.size(); ++i) {
    KeyPart part;
    part.build_column = build[i];
    part.probe_column = probe[i];
    part.build_type = plan.build_types[static_cast<std::size_t>(build[i])];
    part.probe_type = plan.probe_types[static_cast<std::size_t>(probe[i])];
    part.has_sign_byte = part.build_type != part.probe_type;
    plan.keys.push_back(part);
  }
}

/// Key columns can lead the row, and their bytes there be the key, if they are the key's bytes.
bool CanInlineKeys(const JoinPlan& plan) {
  std::vector<std::int64_t> seen;
  for (const KeyPart& part : plan.keys) {
    if (part.has_sign_byte || part.build_type == DataType::kDouble) return false;
    if (Contains(seen, part.build_column)) return false;
    seen.push_back(part.build_column);
  }
  return true;
}

std::int64_t VariableCount(const JoinPlan& plan) {
  std::int64_t count = 0;
  for (const KeyPart& part : plan.keys) {
    if (!IsFixed(part.build_type)) ++count;
  }
  return count;
}

void SetKeyMode(const JoinPlan& plan, LayoutParameters& layout) {
  layout.fixed_key_size_bytes = 0;
  for (const KeyPart& part : plan.keys) {
    layout.fixed_key_size_bytes += kWordSizeBytes + (part.has_sign_byte ? 1 : 0);
  }
  const KeyPart& first = plan.keys.front();
  if (VariableCount(plan) > 0) {
    layout.key_mode = KeyMode::kVariable;
    layout.fixed_key_size_bytes = 0;
  } else if (plan.keys.size() == 1 && IsInteger(first.build_type) && !first.has_sign_byte) {
    layout.key_mode = KeyMode::kOneInteger;
  } else {
    layout.key_mode = KeyMode::kFixed;
  }
}

/// Columns of the build child that the condition reads, as numbers of that child.
std::vector<std::int64_t> ConditionColumnsOfBuild(const JoinSpec& spec, const JoinPlan& plan,
                                                  std::int64_t left_count) {
  std::vector<std::int64_t> columns;
  if (!spec.other_condition.has_value()) return columns;
  std::vector<std::int64_t> read;
  CollectColumns(*spec.other_condition, read);
  for (std::int64_t column : read) {
    const bool is_left = column < left_count;
    if (is_left == plan.builds_left) columns.push_back(is_left ? column : column - left_count);
  }
  return columns;
}

/// Stored order: inlined keys, then what the condition reads, then the rest of the output.
void SetStoredColumns(const JoinSpec& spec, std::int64_t left_count, bool is_key_inlined,
                      JoinPlan& plan) {
  const auto store = [&](std::int64_t column) {
    if (!Contains(plan.stored_columns, column)) plan.stored_columns.push_back(column);
  };
  if (is_key_inlined) {
    for (const KeyPart& part : plan.keys) store(part.build_column);
  }
  for (std::int64_t column : ConditionColumnsOfBuild(spec, plan, left_count)) store(column);
  for (std::int64_t column : plan.builds_left ? spec.left_output : spec.right_output) store(column);
}

ColumnSource SourceOf(const JoinPlan& plan, bool is_left, std::int64_t column) {
  ColumnSource source;
  source.is_build = is_left == plan.builds_left;
  source.column = column;
  if (source.is_build) {
    const auto found = std::find(plan.stored_columns.begin(), plan.stored_columns.end(), column);
    source.column = found - plan.stored_columns.begin();
  }
  return source;
}

DataType TypeOf(const JoinPlan& plan, const ColumnSource& source) {
  if (!source.is_build) return plan.probe_types[static_cast<std::size_t>(source.column)];
  return plan.layout.column_type(source.column);
}

void SetCondition(const JoinSpec& spec, std::int64_t left_count, JoinPlan& plan) {
  if (!spec.other_condition.has_value()) return;
  std::vector<std::int64_t> read;
  CollectColumns(*spec.other_condition, read);
  std::vector<std::int64_t> new_index(plan.build_types.size() + plan.probe_types.size(), -1);
  for (std::int64_t column : read) {
    std::int64_t& index = new_index[static_cast<std::size_t>(column)];
    if (index >= 0) continue;
    index = static_cast<std::int64_t>(plan.condition_columns.size());
    const bool is_left = column < left_count;
    plan.condition_columns.push_back(
        SourceOf(plan, is_left, is_left ? column : column - left_count));
    plan.condition_types.push_back(TypeOf(plan, plan.condition_columns.back()));
  }
  plan.condition = RemapColumns(*spec.other_condition, new_index);
}

Status CheckExpressions(const JoinSpec& spec, const std::vector<DataType>& left_types,
                        const std::vector<DataType>& right_types) {
  if (spec.other_condition.has_value()) {
    std::vector<DataType> types = left_types;
    types.insert(types.end(), right_types.begin(), right_types.end());
    Status status = CheckCondition(*spec.other_condition, types);
    if (!status.ok()) return status;
  }
  if (!spec.preserved_filter.has_value()) return Status();
  const bool is_left = PreservedSide(spec.type) == JoinSide::kLeft;
  return CheckCondition(*spec.preserved_filter, is_left ? left_types : right_types);
}

}  // namespace

StatusOr<JoinPlan> MakeJoinPlan(const JoinSpec& spec, const HashJoinV2Options& options,
                                const std::vector<DataType>& left_types,
                                const std::vector<DataType>& right_types, bool has_memory_limit) {
  Status status = CheckJoinSpec(spec, left_types, right_types);
  if (status.ok()) status = CheckOptions(options);
  if (status.ok()) status = CheckExpressions(spec, left_types, right_types);
  if (!status.ok()) return status;

  JoinPlan plan;
  plan.type = spec.type;
  plan.builds_left = spec.build_side == JoinSide::kLeft;
  plan.needs_scan = NeedsScan(spec);
  plan.is_probe_preserved = PreservedSide(spec.type).has_value() && !plan.needs_scan;
  plan.build_types = plan.builds_left ? left_types : right_types;
  plan.probe_types = plan.builds_left ? right_types : left_types;
  plan.result_types = ResultTypes(spec, left_types, right_types);
  plan.spilled_build_types = {DataType::kUint64, DataType::kBytes};
  plan.spilled_probe_types = {DataType::kUint64, DataType::kBytes};
  plan.spilled_probe_types.insert(plan.spilled_probe_types.end(), plan.probe_types.begin(),
                                  plan.probe_types.end());
  SetCounts(options, has_memory_limit, plan);
  SetKeys(spec, plan);

  const std::int64_t left_count = static_cast<std::int64_t>(left_types.size());
  LayoutParameters layout;
  layout.is_key_inlined = CanInlineKeys(plan);
  layout.has_flag = plan.needs_scan;
  SetKeyMode(plan, layout);
  SetStoredColumns(spec, left_count, layout.is_key_inlined, plan);
  for (std::int64_t column : plan.stored_columns) {
    layout.column_types.push_back(plan.build_types[static_cast<std::size_t>(column)]);
  }
  plan.layout = RowLayout(layout);
  // Without a length of its own, one variable part is what the fixed ones leave of the key.
  plan.has_key_column_lengths = layout.is_key_inlined || VariableCount(plan) != 1;

  for (std::int64_t column : spec.left_output) plan.output.push_back(SourceOf(plan, true, column));
  for (std::int64_t column : spec.right_output) {
    plan.output.push_back(SourceOf(plan, false, column));
  }
  SetCondition(spec, left_count, plan);
  if (plan.needs_scan) {
    plan.build_filter = spec.preserved_filter;
  } else {
    plan.probe_filter = spec.preserved_filter;
  }
  return plan;
}

}  // namespace interlock::reference
