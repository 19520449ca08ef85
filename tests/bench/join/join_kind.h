// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinKind: a measured join of the tables p (probe) and b (build), for the engine and in SQL.
//
// Thread safety: free functions without state; safe from any thread.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/join/join_spec.h"
#include "tests/bench/join/data_set.h"

namespace interlock::bench {

/// One row of the table of kinds. Thread-compatible.
struct MeasuredKind {
  const char* name;
  reference::JoinType type;
  bool is_build_left;  // b is the left child, and the left child builds
  bool shows_probe;    // the result has the payload of p
  bool shows_build;
  const char* sql;  // what stands between FROM and ON
};

/// Returns all kinds: inner, left, right, semi, anti, rsemi and ranti (b semi/anti join p).
const std::vector<MeasuredKind>& MeasuredKinds();
/// Returns the kind of that name, or null.
const MeasuredKind* FindKind(const std::string& name);

/// Returns the specification whose result is the payload of the shown sides, left before right.
reference::JoinSpec MakeJoinSpec(const MeasuredKind& kind, const DataSet& data);
/// Returns the SQL of count(*) and the sums of the shown payload, p before b.
std::string MakeSql(const MeasuredKind& kind, const DataSetSpec& spec);
/// Returns how many columns that SQL has.
std::int64_t SqlColumnCount(const MeasuredKind& kind, const DataSetSpec& spec);

}  // namespace interlock::bench
