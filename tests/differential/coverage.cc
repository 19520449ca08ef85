// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/coverage.h"

#include <iomanip>
#include <set>

namespace interlock::reference {
namespace {

std::string JoinName(JoinType type, JoinSide build_side) {
  return NameOf(type) + ", builds " + NameOf(build_side);
}

bool HasRepeated(const std::vector<std::int64_t>& columns) {
  return std::set<std::int64_t>(columns.begin(), columns.end()).size() < columns.size();
}

template <typename Function>
void ForEachJoin(Function function) {
  for (JoinType type : kJoinTypes) {
    if (!IsOuterSemi(type)) function(JoinName(type, JoinSide::kLeft));
    function(JoinName(type, JoinSide::kRight));
  }
}

constexpr const char* kRunCategories[] = {
    "run: spilled",
    "run: spilled at the merge of the first round only",
    "run: spilled while rows arrived",
    "run: every partition of the first round spilled",
    "run: some partitions of the first round stayed",
    "run: reached round 1",
    "run: reached round 2",
    "run: reached round 3",
    "run: a probe row was spilled",
    "run: gave up after the rounds allowed",
    "run: limit without spilling",
    "run: closed early",
    "run: closed early after a spill",
};

}  // namespace

Coverage Coverage::OfCases() {
  Coverage coverage;
  ForEachJoin([&](const std::string& name) { coverage.Expect("join: " + name); });
  for (KeyShape shape : kKeyShapes) coverage.Expect("key: " + NameOf(shape));
  for (MemoryMode mode : kMemoryModes) coverage.Expect("memory: " + NameOf(mode));
  for (int count : {1, 2, 3, 5, 8}) coverage.Expect("N: " + std::to_string(count));
  for (int count : {0, 1, 2, 4, 8, 16}) coverage.Expect("P: " + std::to_string(count));
  for (const char* category :
       {"hash: FNV-1", "hash: xxHash", "key: with NULL", "key: with NaN", "key: one hot value",
        "condition: other", "condition: of the preserved side", "condition: NULL for some pair",
        "condition: false for some pair", "condition: true for some pair", "output: none",
        "output: one side only", "output: a column twice", "rows: left side empty",
        "rows: right side empty", "rows: one on the build side", "rows: more than 31 columns",
        "rows: more than 4000 on the build side", "memory: limit of a tracker above"}) {
    coverage.Expect(category);
  }
  return coverage;
}

Coverage Coverage::OfRuns() {
  Coverage coverage = OfCases();
  for (const char* category : kRunCategories) coverage.Expect(category);
  ForEachJoin([&](const std::string& name) { coverage.Expect("restored: " + name); });
  for (KeyShape shape : kKeyShapes) coverage.Expect("restored: key: " + NameOf(shape));
  for (MemoryMode mode : kMemoryModes) {
    if (mode != MemoryMode::kUnlimited) coverage.Expect("restored: memory: " + NameOf(mode));
  }
  return coverage;
}

void Coverage::AddCase(const JoinCase& join_case, const ConditionCounts& counts) {
  const JoinSpec& spec = join_case.spec;
  Add("join: " + JoinName(spec.type, spec.build_side));
  Add("key: " + NameOf(join_case.key_shape));
  Add("memory: " + NameOf(join_case.memory.mode));
  Add("N: " + std::to_string(join_case.options.worker_count));
  Add("P: " + std::to_string(join_case.options.partition_count));
  Add("hash: " + NameOf(join_case.options.hash));
  if (join_case.HasNullKey()) Add("key: with NULL");
  if (join_case.HasNanKey()) Add("key: with NaN");
  if (join_case.is_skewed) Add("key: one hot value");
  if (spec.other_condition.has_value()) Add("condition: other");
  if (spec.preserved_filter.has_value()) Add("condition: of the preserved side");
  if (counts.null_count > 0) Add("condition: NULL for some pair");
  if (counts.false_count > 0) Add("condition: false for some pair");
  if (counts.true_count > 0) Add("condition: true for some pair");
  const bool has_left = !spec.left_output.empty();
  const bool has_right = !spec.right_output.empty();
  if (!has_left && !has_right) Add("output: none");
  if (has_left != has_right && !IsSemiFamily(spec.type)) Add("output: one side only");
  if (HasRepeated(spec.left_output) || HasRepeated(spec.right_output)) {
    Add("output: a column twice");
  }
  if (join_case.left.rows.empty()) Add("rows: left side empty");
  if (join_case.right.rows.empty()) Add("rows: right side empty");
  if (join_case.build().rows.size() == 1) Add("rows: one on the build side");
  if (join_case.build().rows.size() > 4000) Add("rows: more than 4000 on the build side");
  if (join_case.memory.is_limit_above) Add("memory: limit of a tracker above");
  if (join_case.build().types.size() > 31) Add("rows: more than 31 columns");
}

void Coverage::AddRun(const JoinCase& join_case, const JoinRun& run) {
  const HashJoinStatistics& statistics = run.statistics;
  const bool has_spilled = statistics.spill_count > 0;
  const std::uint64_t partition_count = static_cast<std::uint64_t>(join_case.PartitionCount());
  if (run.was_closed_early) Add("run: closed early");
  if (run.was_closed_early && has_spilled) Add("run: closed early after a spill");
  if (!run.status.ok()) Add("run: gave up after the rounds allowed");
  if (join_case.memory.limit_bytes > 0 && !has_spilled) Add("run: limit without spilling");
  if (run.was_closed_early || !run.status.ok() || !has_spilled) return;

  Add("run: spilled");
  // A segment that never fills up is charged in the merge, and so is what it starts.
  const bool fills_no_segment = join_case.options.segment_row_max >
                                    static_cast<std::int64_t>(join_case.build().rows.size()) &&
                                join_case.options.segment_bytes_max > std::int64_t{1} << 20;
  const bool is_own_memory = join_case.memory.mode == MemoryMode::kLimit;
  if (is_own_memory && fills_no_segment && statistics.round_max == 1) {
    Add("run: spilled at the merge of the first round only");
  }
  if (is_own_memory && join_case.options.segment_row_max <= 2) {
    Add("run: spilled while rows arrived");
  }
  if (statistics.round_max == 1 && statistics.spilled_partitions == partition_count) {
    Add("run: every partition of the first round spilled");
  }
  if (statistics.round_max == 1 && statistics.spilled_partitions < partition_count) {
    Add("run: some partitions of the first round stayed");
  }
  for (std::uint64_t round : {1, 2, 3}) {
    if (statistics.round_max >= round) Add("run: reached round " + std::to_string(round));
  }
  if (statistics.spilled_probe_rows > 0) Add("run: a probe row was spilled");
  if (statistics.round_max == 0) return;
  Add("restored: " + JoinName(join_case.spec.type, join_case.spec.build_side));
  Add("restored: key: " + NameOf(join_case.key_shape));
  Add("restored: memory: " + NameOf(join_case.memory.mode));
}

std::vector<std::string> Coverage::Missing() const {
  std::vector<std::string> missing;
  for (const auto& [category, count] : counts_) {
    if (count == 0) missing.push_back(category);
  }
  return missing;
}

void Coverage::Print(std::ostream& out) const {
  for (const auto& [category, count] : counts_) {
    out << std::setw(8) << count << "  " << category << "\n";
  }
}

}  // namespace interlock::reference
