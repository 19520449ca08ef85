// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/bench_case.h"

#include "tests/bench/join/join_kind.h"

namespace interlock::bench {
namespace {

constexpr std::int64_t kSmallBuildRows = 100000;
constexpr std::int64_t kSmallProbeRows = 1000000;
constexpr std::int64_t kSpillPayloadColumns = 3;

std::vector<std::string> AllKinds() {
  std::vector<std::string> names;
  for (const MeasuredKind& kind : MeasuredKinds()) names.emplace_back(kind.name);
  return names;
}

}  // namespace

std::vector<BenchCase> CasesOf(const std::string& group, std::int64_t build_rows,
                               std::int64_t probe_rows) {
  const auto spec = [&](ProbeKeys probe_keys, KeyKind key_kind) {
    DataSetSpec made;
    made.build_row_count = build_rows;
    made.probe_row_count = probe_rows;
    made.probe_keys = probe_keys;
    made.key_kind = key_kind;
    return made;
  };
  if (group == "small") {
    std::vector<BenchCase> cases;
    build_rows = kSmallBuildRows;
    probe_rows = kSmallProbeRows;
    for (KeyKind kind : {KeyKind::kInt64, KeyKind::kTwoInt64, KeyKind::kBytes}) {
      cases.push_back({spec(ProbeKeys::kOneInTen, kind), AllKinds()});
    }
    cases.push_back({spec(ProbeKeys::kFourEach, KeyKind::kInt64), AllKinds()});
    cases.push_back({spec(ProbeKeys::kZipf, KeyKind::kInt64), {"inner"}});
    return cases;
  }
  if (group == "main") {
    return {{spec(ProbeKeys::kUniform, KeyKind::kInt64), {"inner"}},
            {spec(ProbeKeys::kOneInTen, KeyKind::kInt64), {"semi", "left"}}};
  }
  if (group == "types") {
    return {{spec(ProbeKeys::kOneInTen, KeyKind::kInt64), {"right", "rsemi", "ranti", "anti"}}};
  }
  if (group == "keys") {
    return {{spec(ProbeKeys::kUniform, KeyKind::kBytes), {"inner"}},
            {spec(ProbeKeys::kUniform, KeyKind::kTwoInt64), {"inner"}},
            {spec(ProbeKeys::kFourEach, KeyKind::kInt64), {"inner", "rsemi"}}};
  }
  if (group == "skew") {
    return {{spec(ProbeKeys::kZipf, KeyKind::kInt64), {"inner"}},
            {spec(ProbeKeys::kOneInTen, KeyKind::kInt64), {"inner"}}};
  }
  if (group == "spill") {
    BenchCase spilled{spec(ProbeKeys::kUniform, KeyKind::kInt64), {"inner"}};
    spilled.spec.payload_column_count = kSpillPayloadColumns;
    return {spilled};
  }
  return {};
}

}  // namespace interlock::bench
