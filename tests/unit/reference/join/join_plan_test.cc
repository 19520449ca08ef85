// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_plan.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/reference/join/small_join.h"

namespace interlock::reference {
namespace {

constexpr DataType kI = DataType::kInt64, kU = DataType::kUint64, kD = DataType::kDouble,
                   kB = DataType::kBytes;

/// Joins on columns 0, 1, ... of both sides; the right one builds.
JoinPlan PlanOfKeyTypes(const std::vector<DataType>& build_types,
                        const std::vector<DataType>& probe_types) {
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < build_types.size(); ++i) keys.push_back(static_cast<std::int64_t>(i));
  return PlanOf(KeyJoin(JoinType::kInner, JoinSide::kRight, keys, keys), Numbers(1, 1), probe_types,
                build_types);
}

TEST(JoinPlan, KeyModeAndInliningFollowFromTheTypes) {
  const struct {
    std::vector<DataType> build, probe;
    KeyMode mode;
    std::int64_t fixed_size_bytes;
    bool is_inlined, has_lengths;
  } cases[] = {
      {{kI}, {kI}, KeyMode::kOneInteger, 8, true, true},
      {{kU}, {kU}, KeyMode::kOneInteger, 8, true, true},
      {{kI}, {kU}, KeyMode::kFixed, 9, false, true},
      {{kU}, {kI}, KeyMode::kFixed, 9, false, true},
      {{kD}, {kD}, KeyMode::kFixed, 8, false, true},
      {{kB}, {kB}, KeyMode::kVariable, 0, true, true},
      {{kI, kU}, {kI, kU}, KeyMode::kFixed, 16, true, true},
      {{kI, kU}, {kI, kI}, KeyMode::kFixed, 17, false, true},
      {{kI, kD}, {kI, kD}, KeyMode::kFixed, 16, false, true},
      {{kI, kB}, {kI, kB}, KeyMode::kVariable, 0, true, true},
      {{kB, kB}, {kB, kB}, KeyMode::kVariable, 0, true, true},
      // Not inlined: a lone variable part is what the fixed ones leave, two need their lengths.
      {{kD, kB}, {kD, kB}, KeyMode::kVariable, 0, false, false},
      {{kI, kB}, {kU, kB}, KeyMode::kVariable, 0, false, false},
      {{kB, kD, kB}, {kB, kD, kB}, KeyMode::kVariable, 0, false, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::PrintToString(c.build) + testing::PrintToString(c.probe));
    const JoinPlan plan = PlanOfKeyTypes(c.build, c.probe);
    EXPECT_EQ(plan.layout.key_mode(), c.mode);
    EXPECT_EQ(plan.layout.parameters().fixed_key_size_bytes, c.fixed_size_bytes);
    EXPECT_EQ(plan.layout.is_key_inlined(), c.is_inlined);
    EXPECT_EQ(plan.has_key_column_lengths, c.has_lengths);
    for (std::size_t i = 0; i < c.build.size(); ++i) {
      EXPECT_EQ(plan.keys[i].has_sign_byte, c.build[i] != c.probe[i]);
    }
  }
}

TEST(JoinPlan, RepeatedBuildKeyIsNotInlined) {
  const std::vector<DataType> types(2, kI);
  const auto plan_of = [&](JoinSide side) {
    return PlanOf(KeyJoin(JoinType::kInner, side, {0, 0}, {0, 1}), Numbers(1, 1), types, types);
  };
  EXPECT_FALSE(plan_of(JoinSide::kLeft).layout.is_key_inlined());
  EXPECT_TRUE(plan_of(JoinSide::kRight).layout.is_key_inlined()) << "the probe side may repeat";
}

/// Five columns on each side: key 3, condition "left 1 < right 4", output 0, 4, 3.
JoinSpec WideSpec(JoinSide build_side) {
  JoinSpec spec = KeyJoin(JoinType::kInner, build_side, {3}, {3});
  spec.other_condition = OfColumns(ScalarFunction::kLess, 1, 5 + 4);
  spec.left_output = {0, 4, 3};
  spec.right_output = {0, 4, 3};
  return spec;
}

TEST(JoinPlan, StoresInlinedKeysThenConditionThenOutput) {
  const std::vector<DataType> types(5, kI);
  const struct {
    JoinSide build_side;
    std::vector<DataType> left_types;  // a uint64 key on the left makes the key not inlinable
    std::vector<std::int64_t> stored_columns;
  } cases[] = {
      {JoinSide::kLeft, types, {3, 1, 0, 4}},
      {JoinSide::kRight, types, {3, 4, 0}},
      {JoinSide::kLeft, {kI, kI, kI, kU, kI}, {1, 0, 4, 3}},
      {JoinSide::kRight, {kI, kI, kI, kU, kI}, {4, 0, 3}},
  };
  for (const auto& c : cases) {
    const JoinPlan plan = PlanOf(WideSpec(c.build_side), Numbers(1, 1), c.left_types, types);
    EXPECT_EQ(plan.stored_columns, c.stored_columns);
    ASSERT_EQ(plan.layout.column_count(), static_cast<std::int64_t>(c.stored_columns.size()));
    for (std::size_t i = 0; i < c.stored_columns.size(); ++i) {
      EXPECT_EQ(plan.layout.column_type(static_cast<std::int64_t>(i)),
                plan.build_types[static_cast<std::size_t>(c.stored_columns[i])]);
    }
  }
}

TEST(JoinPlan, StoresNoColumnThatNobodyReads) {
  const std::vector<DataType> types = {kD, kI, kB};
  const JoinPlan plan =
      PlanOf(KeyJoin(JoinType::kInner, JoinSide::kRight, {0}, {0}), Numbers(1, 1), types, types);
  EXPECT_TRUE(plan.stored_columns.empty()) << "the key is stored as a key";
  EXPECT_EQ(plan.layout.null_map_size_bytes(), 0);
}

std::string TextOf(const std::vector<ColumnSource>& sources) {
  std::string text;
  for (const ColumnSource& source : sources) {
    text += (source.is_build ? "build " : "probe ") + std::to_string(source.column) + ", ";
  }
  return text;
}

TEST(JoinPlan, OutputAndConditionReadStoredAndProbeColumns) {
  const std::vector<DataType> types = {kI, kI, kI, kI, kI};
  const JoinPlan right = PlanOf(WideSpec(JoinSide::kRight), Numbers(1, 1), types, types);
  // Stored: 3, 4, 0.
  EXPECT_EQ(TextOf(right.output), "probe 0, probe 4, probe 3, build 2, build 1, build 0, ");
  EXPECT_EQ(TextOf(right.condition_columns), "probe 1, build 1, ");
  const JoinPlan left = PlanOf(WideSpec(JoinSide::kLeft), Numbers(1, 1), types, types);
  // Stored: 3, 1, 0, 4.
  EXPECT_EQ(TextOf(left.output), "build 2, build 3, build 0, probe 0, probe 4, probe 3, ");
  EXPECT_EQ(TextOf(left.condition_columns), "build 1, probe 4, ");
  for (const JoinPlan* plan : {&left, &right}) {
    EXPECT_EQ(plan->condition_types, (std::vector<DataType>{kI, kI}));
    ASSERT_TRUE(plan->condition.has_value());
    // "0 < 1" over the columns of the condition.
    EXPECT_EQ(plan->condition->Evaluate({Int(1), Int(2)}).value().integer(), 1);
    EXPECT_EQ(plan->condition->Evaluate({Int(2), Int(1)}).value().integer(), 0);
  }
}

TEST(JoinPlan, FilterBelongsToThePreservedSide) {
  const std::vector<DataType> types(1, kI);
  for (const JoinType type : kAllJoinTypes) {
    for (const JoinSide side : {JoinSide::kLeft, JoinSide::kRight}) {
      JoinSpec spec = KeyJoin(type, side, {0}, {0});
      if (type == JoinType::kInner || (IsOuterSemi(type) && side == JoinSide::kLeft)) continue;
      spec.preserved_filter = OfColumn(0);
      const JoinPlan plan = PlanOf(spec, Numbers(1, 1), types, types);
      const bool builds_preserved = PreservedSide(type) == side;
      EXPECT_EQ(plan.needs_scan, builds_preserved);
      EXPECT_EQ(plan.layout.has_flag(), builds_preserved);
      EXPECT_EQ(plan.build_filter.has_value(), builds_preserved);
      EXPECT_EQ(plan.probe_filter.has_value(), !builds_preserved);
      EXPECT_EQ(plan.is_probe_preserved, !builds_preserved);
    }
  }
}

TEST(JoinPlan, PartitionsAndRoundsByRule) {
  const struct {
    std::int64_t worker_count;
    bool has_limit;
    std::int64_t partition_count, round_max;
  } cases[] = {{1, false, 1, 1},   {2, false, 2, 10},    {3, false, 4, 5},  {4, false, 4, 5},
               {5, false, 8, 3},   {8, false, 8, 3},     {9, false, 16, 2}, {16, false, 16, 2},
               {64, false, 16, 2}, {1024, false, 16, 2}, {1, true, 16, 2},  {5, true, 16, 2},
               {64, true, 16, 2}};
  const std::vector<DataType> types(1, kI);
  for (const auto& c : cases) {
    const JoinSpec spec = KeyJoin(JoinType::kInner, JoinSide::kRight, {0}, {0});
    const StatusOr<JoinPlan> plan =
        MakeJoinPlan(spec, Numbers(c.worker_count, 0), types, types, c.has_limit);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan.value().partition_count, c.partition_count) << c.worker_count;
    EXPECT_EQ(plan.value().round_max, c.round_max) << c.worker_count;
    EXPECT_EQ(std::int64_t{1} << plan.value().partition_bits, c.partition_count);
  }
}

TEST(JoinPlan, OptionsGoBeforeRules) {
  const std::vector<DataType> types(1, kI);
  HashJoinV2Options options = Numbers(5, 2);
  options.round_max = 7;
  options.hash = HashPolicy::kXxHash;
  const JoinSpec spec = KeyJoin(JoinType::kInner, JoinSide::kRight, {0}, {0});
  const StatusOr<JoinPlan> plan = MakeJoinPlan(spec, options, types, types, true);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan.value().worker_count, 5);
  EXPECT_EQ(plan.value().partition_count, 2);
  EXPECT_EQ(plan.value().round_max, 7);
  EXPECT_EQ(plan.value().hash, HashPolicy::kXxHash);
}

TEST(JoinPlan, PartitionIsTheTopBits) {
  JoinPlan plan;
  for (int bits = 0; bits <= 4; ++bits) {
    plan.partition_bits = bits;
    const std::int64_t count = std::int64_t{1} << bits;
    EXPECT_EQ(plan.PartitionOf(0), 0);
    EXPECT_EQ(plan.PartitionOf(~std::uint64_t{0}), count - 1);
    EXPECT_EQ(plan.PartitionOf(std::uint64_t{1} << 63), count / 2);
  }
}

TEST(JoinPlan, SpillsHashRowAndProbeColumns) {
  const JoinPlan plan = PlanOfKeyTypes({kI, kB}, {kI, kB});
  EXPECT_EQ(plan.spilled_build_types, (std::vector<DataType>{kU, kB}));
  EXPECT_EQ(plan.spilled_probe_types, (std::vector<DataType>{kU, kB, kI, kB}));
}

TEST(JoinPlan, RefusesOptionsOutOfRange) {
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  const struct {
    std::int64_t HashJoinV2Options::* option;
    std::vector<std::int64_t> wrong, right;
    const char* name;
  } cases[] = {
      {&HashJoinV2Options::worker_count, {0, -1, 1025, kHuge}, {1, 1024}, "worker count"},
      {&HashJoinV2Options::partition_count, {-1, 17, 32, kHuge}, {0, 1, 16}, "partition count"},
      {&HashJoinV2Options::round_max, {-1, 65}, {0, 1, 64}, "round maximum"},
      {&HashJoinV2Options::chunk_row_max, {0, -1, 1025}, {1, 1024}, "rows of a chunk"},
      {&HashJoinV2Options::spill_chunk_row_max, {0, 1025}, {1, 1024}, "rows of a spill chunk"},
      {&HashJoinV2Options::segment_row_max, {0, (1 << 20) + 1}, {1, 1 << 20}, "rows of a segment"},
      {&HashJoinV2Options::segment_bytes_max,
       {0, (1 << 30) + 1},
       {1, 1 << 30},
       "bytes of a segment"},
  };
  const std::vector<DataType> types(1, kI);
  const JoinSpec spec = KeyJoin(JoinType::kInner, JoinSide::kRight, {0}, {0});
  for (const auto& c : cases) {
    HashJoinV2Options options;
    for (const std::int64_t value : c.right) {
      options.*c.option = value;
      EXPECT_TRUE(MakeJoinPlan(spec, options, types, types, false).ok()) << c.name << value;
    }
    for (const std::int64_t value : c.wrong) {
      options.*c.option = value;
      const Status status = MakeJoinPlan(spec, options, types, types, false).status();
      EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
      EXPECT_EQ(status.message(),
                std::string(c.name) + " out of range: value=" + std::to_string(value));
    }
  }
  EXPECT_EQ(MakeJoinPlan(spec, Numbers(5, 6), types, types, false).status().message(),
            "partition count is no power of two: value=6");
}

TEST(JoinPlan, RefusesWrongExpressions) {
  const std::vector<DataType> left = {kI}, right = {kI, kB};
  JoinSpec condition = KeyJoin(JoinType::kLeftOuter, JoinSide::kRight, {0}, {0});
  condition.other_condition = OfColumns(ScalarFunction::kLess, 0, 2);  // an integer and bytes
  JoinSpec out_of_range = condition;
  out_of_range.other_condition = OfColumn(3);
  JoinSpec bytes = condition;
  bytes.other_condition = OfColumn(2);
  JoinSpec filter = KeyJoin(JoinType::kLeftOuter, JoinSide::kRight, {0}, {0});
  filter.preserved_filter = OfColumn(1);  // the preserved side has one column
  for (const JoinSpec& spec : {condition, out_of_range, bytes, filter}) {
    EXPECT_EQ(MakeJoinPlan(spec, Numbers(1, 1), left, right, false).status().code(),
              StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(MakeJoinPlan(KeyJoin(JoinType::kInner, JoinSide::kRight, {}, {}), Numbers(0, 0), left,
                         right, false)
                .status()
                .message(),
            "keys do not pair up: left=0 right=0");
}

}  // namespace
}  // namespace interlock::reference
