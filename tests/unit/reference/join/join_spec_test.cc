// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_spec.h"

#include <gtest/gtest.h>

#include "tests/unit/reference/join/small_join.h"

namespace interlock::reference {
namespace {

constexpr JoinSide kLeft = JoinSide::kLeft;
constexpr JoinSide kRight = JoinSide::kRight;

const std::vector<DataType>& LeftTypes() {
  static const std::vector<DataType> types = {DataType::kInt64, DataType::kBytes};
  return types;
}
const std::vector<DataType>& RightTypes() {
  static const std::vector<DataType> types = {DataType::kUint64, DataType::kBytes,
                                              DataType::kDouble};
  return types;
}

TEST(JoinSpec, FollowsTheTableOfJoinTypes) {
  const struct {
    JoinType type;
    bool scans_if_left_builds, scans_if_right_builds;
    std::optional<JoinSide> preserved;
    bool is_semi_family, is_outer_semi;
  } cases[] = {
      {JoinType::kInner, false, false, std::nullopt, false, false},
      {JoinType::kLeftOuter, true, false, kLeft, false, false},
      {JoinType::kRightOuter, false, true, kRight, false, false},
      {JoinType::kSemi, true, false, kLeft, true, false},
      {JoinType::kAntiSemi, true, false, kLeft, true, false},
      {JoinType::kLeftOuterSemi, true, false, kLeft, true, true},  // left: refused, see below
      {JoinType::kAntiLeftOuterSemi, true, false, kLeft, true, true},
  };
  static_assert(std::size(cases) == std::size(kAllJoinTypes));
  for (const auto& c : cases) {
    SCOPED_TRACE(static_cast<int>(c.type));
    EXPECT_EQ(NeedsScan(KeyJoin(c.type, kLeft, {0}, {0})), c.scans_if_left_builds);
    EXPECT_EQ(NeedsScan(KeyJoin(c.type, kRight, {0}, {0})), c.scans_if_right_builds);
    EXPECT_EQ(PreservedSide(c.type), c.preserved);
    EXPECT_EQ(IsSemiFamily(c.type), c.is_semi_family);
    EXPECT_EQ(IsOuterSemi(c.type), c.is_outer_semi);
  }
}

TEST(JoinSpec, AcceptsEveryTypeAndSideOfTheTable) {
  for (const JoinType type : kAllJoinTypes) {
    for (const JoinSide side : {kLeft, kRight}) {
      JoinSpec spec = KeyJoin(type, side, {0, 1}, {0, 1});
      spec.left_output = {1, 0, 1};
      if (!IsSemiFamily(type)) spec.right_output = {2};
      if (type != JoinType::kInner) spec.preserved_filter = OfColumn(0);
      const bool is_refused = IsOuterSemi(type) && side == kLeft;
      EXPECT_EQ(CheckJoinSpec(spec, LeftTypes(), RightTypes()).ok(), !is_refused)
          << static_cast<int>(type);
    }
  }
}

TEST(JoinSpec, ResultIsLeftThenRightThenTheMark) {
  JoinSpec spec = KeyJoin(JoinType::kInner, kRight, {0}, {0});
  spec.left_output = {1, 0};
  spec.right_output = {2, 2};
  EXPECT_EQ(ResultTypes(spec, LeftTypes(), RightTypes()),
            (std::vector<DataType>{DataType::kBytes, DataType::kInt64, DataType::kDouble,
                                   DataType::kDouble}));
  spec.right_output.clear();
  for (const JoinType type : kAllJoinTypes) {
    spec.type = type;
    std::vector<DataType> expected = {DataType::kBytes, DataType::kInt64};
    if (IsOuterSemi(type)) expected.push_back(DataType::kInt64);
    EXPECT_EQ(ResultTypes(spec, LeftTypes(), RightTypes()), expected);
  }
}

TEST(JoinSpec, NamesWhatIsWrong) {
  JoinSpec with_left_output = KeyJoin(JoinType::kInner, kRight, {0}, {0});
  with_left_output.left_output = {0, 2};
  JoinSpec with_right_output = KeyJoin(JoinType::kInner, kRight, {0}, {0});
  with_right_output.right_output = {-1};
  JoinSpec semi_output = KeyJoin(JoinType::kSemi, kRight, {0}, {0});
  semi_output.right_output = {0, 1};
  JoinSpec inner_filter = KeyJoin(JoinType::kInner, kRight, {0}, {0});
  inner_filter.preserved_filter = OfColumn(0);
  const struct {
    JoinSpec spec;
    const char* message;
  } cases[] = {
      {KeyJoin(JoinType::kInner, kRight, {}, {}), "keys do not pair up: left=0 right=0"},
      {KeyJoin(JoinType::kInner, kRight, {0, 1}, {0}), "keys do not pair up: left=2 right=1"},
      {KeyJoin(JoinType::kInner, kRight, {2}, {0}), "left key column out of range: column=2"},
      {KeyJoin(JoinType::kInner, kRight, {-1}, {0}), "left key column out of range: column=-1"},
      {KeyJoin(JoinType::kInner, kRight, {0}, {3}), "right key column out of range: column=3"},
      {KeyJoin(JoinType::kInner, kRight, {0}, {2}),
       "key types cannot be compared: key=0 left=int64 right=double"},
      {KeyJoin(JoinType::kInner, kRight, {0, 1}, {0, 0}),
       "key types cannot be compared: key=1 left=bytes right=uint64"},
      {with_left_output, "left output column out of range: column=2"},
      {with_right_output, "right output column out of range: column=-1"},
      {semi_output, "right output of a semi join: columns=2"},
      {KeyJoin(JoinType::kLeftOuterSemi, kLeft, {0}, {0}), "outer semi join builds on the left"},
      {KeyJoin(JoinType::kAntiLeftOuterSemi, kLeft, {0}, {0}),
       "outer semi join builds on the left"},
      {inner_filter, "filter of the preserved side in an inner join"},
  };
  for (const auto& c : cases) {
    const Status status = CheckJoinSpec(c.spec, LeftTypes(), RightTypes());
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message(), c.message);
  }
}

}  // namespace
}  // namespace interlock::reference
