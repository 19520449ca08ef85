// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/sweep_cases.h"

#include <optional>
#include <string>

namespace interlock::reference {
namespace {

constexpr std::int64_t kBuildRowCount = 96;
constexpr std::int64_t kProbeRowCount = 64;
constexpr std::int64_t kBuildKeyCount = 32;
constexpr std::int64_t kProbeKeyCount = 48;  // a third of them have no partner
constexpr std::int64_t kNullEvery = 9;
constexpr std::int64_t kNullPayloadEvery = 11;
// Rows of so many bytes that one key fits into memory and a quarter of all rows does not.
constexpr std::int64_t kBuildPayloadBytes = 60;
constexpr std::int64_t kLimitBytes = 2400;

/// Rows of a key and a payload that names the row.
CaseSide MakeSide(std::int64_t row_count, std::int64_t key_count, std::int64_t payload_size_bytes) {
  CaseSide side;
  side.types = {DataType::kInt64, DataType::kBytes};
  for (std::int64_t i = 0; i < row_count; ++i) {
    std::string payload = "row " + std::to_string(i) + " ";
    payload.resize(static_cast<std::size_t>(payload_size_bytes), '.');
    const bool is_null = i % kNullEvery == kNullEvery - 1;
    const bool is_payload_null = i % kNullPayloadEvery == kNullPayloadEvery - 1;
    side.rows.push_back(Row{is_null ? Value() : Value(i * 7 % key_count),
                            is_payload_null ? Value() : Value(payload)});
  }
  side.chunk_row_counts = {7, 5, 1};
  return side;
}

/// Left payload < right payload: true, false and NULL for some pairs of every key.
Expression PayloadCondition() {
  Expression expression;
  ExpressionNode column;
  column.kind = ExpressionNodeKind::kColumn;
  column.column_index = 1;
  ExpressionNode call;
  call.kind = ExpressionNodeKind::kCall;
  call.function = ScalarFunction::kLess;
  call.first_argument = expression.Append(column);
  column.column_index = 3;
  call.second_argument = expression.Append(column);
  expression.Append(call);
  return expression;
}

JoinCase MakeCase(JoinType type, JoinSide build_side, std::int64_t worker_count) {
  JoinCase join_case;
  join_case.spec.type = type;
  join_case.spec.build_side = build_side;
  join_case.spec.left_keys = {0};
  join_case.spec.right_keys = {0};
  join_case.spec.left_output = {0, 1};
  if (IsSemiFamily(type)) {
    join_case.spec.other_condition = PayloadCondition();
  } else {
    join_case.spec.right_output = {1};
  }
  join_case.options.worker_count = worker_count;
  join_case.options.partition_count = worker_count == 3 ? 4 : 2;
  join_case.options.round_max = kAmpleRoundMax;
  join_case.options.chunk_row_max = 12;
  join_case.options.spill_chunk_row_max = 6;
  join_case.options.segment_row_max = 3;
  // With two workers the probe child charges the tracker while the join spills.
  join_case.memory.mode = worker_count == 2 ? MemoryMode::kChargedByProbe : MemoryMode::kLimit;
  join_case.memory.limit_bytes = kLimitBytes;
  const CaseSide build = MakeSide(kBuildRowCount, kBuildKeyCount, kBuildPayloadBytes);
  const CaseSide probe = MakeSide(kProbeRowCount, kProbeKeyCount, 12);
  join_case.left = build_side == JoinSide::kLeft ? build : probe;
  join_case.right = build_side == JoinSide::kLeft ? probe : build;
  return join_case;
}

}  // namespace

std::vector<JoinCase> SweepCases(const std::vector<std::int64_t>& worker_counts) {
  std::vector<JoinCase> cases;
  for (JoinType type : kJoinTypes) {
    for (JoinSide side : {JoinSide::kLeft, JoinSide::kRight}) {
      if (IsOuterSemi(type) && side == JoinSide::kLeft) continue;  // no such join
      for (std::int64_t worker_count : worker_counts) {
        cases.push_back(MakeCase(type, side, worker_count));
      }
    }
  }
  return cases;
}

std::string ShortText(const JoinCase& join_case) {
  return NameOf(join_case.spec.type) + " build=" + NameOf(join_case.spec.build_side) +
         " workers=" + std::to_string(join_case.options.worker_count);
}

}  // namespace interlock::reference
