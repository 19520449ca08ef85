// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_spec.h"

#include <string>

namespace interlock::reference {
namespace {

bool IsColumn(std::int64_t column, const std::vector<DataType>& types) {
  return column >= 0 && column < static_cast<std::int64_t>(types.size());
}

DataType TypeOf(std::int64_t column, const std::vector<DataType>& types) {
  return types[static_cast<std::size_t>(column)];
}

Status CheckColumns(const std::vector<std::int64_t>& columns, const std::vector<DataType>& types,
                    const char* what) {
  for (std::int64_t column : columns) {
    if (IsColumn(column, types)) continue;
    return InvalidArgument(std::string(what) +
                           " column out of range: column=" + std::to_string(column));
  }
  return Status();
}

Status CheckKeys(const JoinSpec& spec, const std::vector<DataType>& left_types,
                 const std::vector<DataType>& right_types) {
  if (spec.left_keys.empty() || spec.left_keys.size() != spec.right_keys.size()) {
    return InvalidArgument("keys do not pair up: left=" + std::to_string(spec.left_keys.size()) +
                           " right=" + std::to_string(spec.right_keys.size()));
  }
  Status status = CheckColumns(spec.left_keys, left_types, "left key");
  if (status.ok()) status = CheckColumns(spec.right_keys, right_types, "right key");
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < spec.left_keys.size(); ++i) {
    const DataType left = TypeOf(spec.left_keys[i], left_types);
    const DataType right = TypeOf(spec.right_keys[i], right_types);
    if (left == right || (IsInteger(left) && IsInteger(right))) continue;
    return InvalidArgument("key types cannot be compared: key=" + std::to_string(i) +
                           " left=" + NameOf(left) + " right=" + NameOf(right));
  }
  return Status();
}

}  // namespace

bool IsSemiFamily(JoinType type) {
  return type == JoinType::kSemi || type == JoinType::kAntiSemi || IsOuterSemi(type);
}

bool IsOuterSemi(JoinType type) {
  return type == JoinType::kLeftOuterSemi || type == JoinType::kAntiLeftOuterSemi;
}

std::optional<JoinSide> PreservedSide(JoinType type) {
  if (type == JoinType::kInner) return std::nullopt;
  return type == JoinType::kRightOuter ? JoinSide::kRight : JoinSide::kLeft;
}

bool NeedsScan(const JoinSpec& spec) { return PreservedSide(spec.type) == spec.build_side; }

std::vector<DataType> ResultTypes(const JoinSpec& spec, const std::vector<DataType>& left_types,
                                  const std::vector<DataType>& right_types) {
  std::vector<DataType> types;
  for (std::int64_t column : spec.left_output) types.push_back(TypeOf(column, left_types));
  for (std::int64_t column : spec.right_output) types.push_back(TypeOf(column, right_types));
  if (IsOuterSemi(spec.type)) types.push_back(DataType::kInt64);
  return types;
}

Status CheckJoinSpec(const JoinSpec& spec, const std::vector<DataType>& left_types,
                     const std::vector<DataType>& right_types) {
  Status status = CheckKeys(spec, left_types, right_types);
  if (status.ok()) status = CheckColumns(spec.left_output, left_types, "left output");
  if (status.ok()) status = CheckColumns(spec.right_output, right_types, "right output");
  if (!status.ok()) return status;
  if (IsSemiFamily(spec.type) && !spec.right_output.empty()) {
    return InvalidArgument("right output of a semi join: columns=" +
                           std::to_string(spec.right_output.size()));
  }
  if (IsOuterSemi(spec.type) && spec.build_side == JoinSide::kLeft) {
    return InvalidArgument("outer semi join builds on the left");
  }
  if (spec.type == JoinType::kInner && spec.preserved_filter.has_value()) {
    return InvalidArgument("filter of the preserved side in an inner join");
  }
  return Status();
}

}  // namespace interlock::reference
