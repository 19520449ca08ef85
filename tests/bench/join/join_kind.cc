// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/join_kind.h"

namespace interlock::bench {
namespace {

using reference::JoinSide;
using reference::JoinType;

std::vector<std::int64_t> PayloadColumns(const Table& table) {
  std::vector<std::int64_t> columns;
  const std::int64_t count = static_cast<std::int64_t>(table.types.size());
  for (std::int64_t c = table.key_column_count; c < count; ++c) columns.push_back(c);
  return columns;
}

}  // namespace

const std::vector<MeasuredKind>& MeasuredKinds() {
  static const std::vector<MeasuredKind> kinds{
      {"inner", JoinType::kInner, false, true, true, "p JOIN b"},
      {"left", JoinType::kLeftOuter, false, true, true, "p LEFT JOIN b"},
      {"right", JoinType::kRightOuter, false, true, true, "p RIGHT JOIN b"},
      {"semi", JoinType::kSemi, false, true, false, "p SEMI JOIN b"},
      {"anti", JoinType::kAntiSemi, false, true, false, "p ANTI JOIN b"},
      {"rsemi", JoinType::kSemi, true, false, true, "b SEMI JOIN p"},
      {"ranti", JoinType::kAntiSemi, true, false, true, "b ANTI JOIN p"},
  };
  return kinds;
}

const MeasuredKind* FindKind(const std::string& name) {
  for (const MeasuredKind& kind : MeasuredKinds()) {
    if (name == kind.name) return &kind;
  }
  return nullptr;
}

reference::JoinSpec MakeJoinSpec(const MeasuredKind& kind, const DataSet& data) {
  reference::JoinSpec spec;
  spec.type = kind.type;
  spec.build_side = kind.is_build_left ? JoinSide::kLeft : JoinSide::kRight;
  for (std::int64_t c = 0; c < data.build.key_column_count; ++c) {
    spec.left_keys.push_back(c);
    spec.right_keys.push_back(c);
  }
  std::vector<std::int64_t>& probe_output =
      kind.is_build_left ? spec.right_output : spec.left_output;
  std::vector<std::int64_t>& build_output =
      kind.is_build_left ? spec.left_output : spec.right_output;
  if (kind.shows_probe) probe_output = PayloadColumns(data.probe);
  if (kind.shows_build) build_output = PayloadColumns(data.build);
  return spec;
}

std::string MakeSql(const MeasuredKind& kind, const DataSetSpec& spec) {
  std::string sql = "SELECT count(*)";
  for (const char* table : {"p", "b"}) {
    if (!(*table == 'p' ? kind.shows_probe : kind.shows_build)) continue;
    for (std::int64_t c = 0; c < spec.payload_column_count; ++c) {
      sql += std::string(", sum(") + table + ".v" + std::to_string(c) + ")";
    }
  }
  sql += std::string(" FROM ") + kind.sql + " ON p.k0 = b.k0";
  if (spec.key_kind == KeyKind::kTwoInt64) sql += " AND p.k1 = b.k1";
  return sql;
}

std::int64_t SqlColumnCount(const MeasuredKind& kind, const DataSetSpec& spec) {
  const std::int64_t side_count = (kind.shows_probe ? 1 : 0) + (kind.shows_build ? 1 : 0);
  return 1 + side_count * spec.payload_column_count;
}

}  // namespace interlock::bench
