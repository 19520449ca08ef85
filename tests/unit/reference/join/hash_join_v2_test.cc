// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// How a join begins, ends and fails. What rows it returns is tests/differential's.

#include "reference/join/hash_join_v2.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#include "reference/spill/posix_file_operations.h"
#include "tests/unit/reference/join/listed_source.h"
#include "tests/unit/reference/join/small_join.h"
#include "tests/unit/reference/nested_loop_oracle.h"
#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

constexpr JoinSide kLeft = JoinSide::kLeft, kRight = JoinSide::kRight;
const std::vector<DataType>& TwoIntegers() {
  static const std::vector<DataType> types(2, DataType::kInt64);
  return types;
}

/// Returns rows (i mod key_count, i).
std::vector<Row> NumberedRows(std::int64_t row_count, std::int64_t key_count) {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < row_count; ++i) rows.push_back({Int(i % key_count), Int(i)});
  return rows;
}

/// A join on the first of two integers of each side, with all that it needs. Thread-compatible.
class Scene {
 public:
  Scene(std::int64_t worker_count, const std::vector<Row>& left_rows,
        const std::vector<Row>& right_rows, std::int64_t limit_bytes = 0)
      : left(TwoIntegers(), left_rows, 2),
        right(TwoIntegers(), right_rows, 2),
        tracker("query", nullptr, limit_bytes),
        storage(folder.path(), operations) {
    spec = KeyJoin(JoinType::kInner, kRight, {0}, {0});
    ShowAll();
    options.worker_count = worker_count;
    options.chunk_row_max = 3;
  }

  /// Shows all columns that a join of this type may show.
  void ShowAll() {
    spec.left_output = {0, 1};
    spec.right_output.clear();
    if (!IsSemiFamily(spec.type)) spec.right_output = {0, 1};
  }
  HashJoinV2& Make() {
    join = std::make_unique<HashJoinV2>(left, right, spec, options,
                                        HashJoinResources{killer, tracker, &storage});
    return *join;
  }
  /// Calls Next until the end or an error.
  Status ReadAll(std::vector<Row>& rows) {
    Chunk chunk;
    while (true) {
      Status status = join->Next(session, chunk);
      if (!status.ok() || chunk.row_count() == 0) return status;
      for (std::int64_t i = 0; i < chunk.row_count(); ++i) chunk.CopyRowTo(i, rows);
    }
  }
  /// Expects what Close promises.
  void ExpectNothingLeft() const {
    EXPECT_EQ(left.close_count(), 1);
    EXPECT_EQ(right.close_count(), 1);
    EXPECT_EQ(tracker.consumed_bytes(), 0);
    EXPECT_EQ(storage.statistics().files_open.Load(), 0);
    EXPECT_TRUE(folder.List().empty());
  }

  TimestampOracle oracle;
  SessionVars session{"root", oracle};
  ListedSource left, right;
  Killer killer;
  MemoryTracker tracker;
  TemporaryFolder folder;
  PosixFileOperations operations;
  SpillStorage storage;
  JoinSpec spec;
  HashJoinV2Options options;
  std::unique_ptr<HashJoinV2> join;
};

class HashJoinV2Test : public testing::TestWithParam<std::int64_t> {};

TEST_P(HashJoinV2Test, CloseBeforeNextStartsNothing) {
  Scene scene(GetParam(), NumberedRows(10, 3), NumberedRows(10, 3));
  HashJoinV2& join = scene.Make();
  join.Close();
  join.Close();
  scene.ExpectNothingLeft();
  EXPECT_EQ(scene.left.call_count() + scene.right.call_count(), 0);
  EXPECT_EQ(join.statistics().build_rows + join.statistics().probe_rows, 0u);
  Chunk chunk;
  for (int i = 0; i < 2; ++i) {
    const Status status = join.Next(scene.session, chunk);
    EXPECT_EQ(status.code(), StatusCode::kCancelled);
    EXPECT_EQ(status.message(), "join closed");
  }
}

TEST_P(HashJoinV2Test, ClosesInTheMiddleOfTheResult) {
  for (int next_count = 1; next_count <= 3; ++next_count) {
    Scene scene(GetParam(), NumberedRows(400, 10), NumberedRows(60, 10));
    HashJoinV2& join = scene.Make();
    Chunk chunk;
    for (int i = 0; i < next_count; ++i) {
      ASSERT_TRUE(join.Next(scene.session, chunk).ok());
      EXPECT_GT(chunk.row_count(), 0);
    }
    join.Close();
    scene.ExpectNothingLeft();
    EXPECT_EQ(join.Next(scene.session, chunk).code(), StatusCode::kCancelled);
    EXPECT_EQ(chunk.row_count(), 0);
    join.Close();
    scene.ExpectNothingLeft();
  }
}

TEST_P(HashJoinV2Test, DestructorCloses) {
  for (const int next_count : {0, 1, 1000}) {
    Scene scene(GetParam(), NumberedRows(100, 10), NumberedRows(60, 10));
    HashJoinV2& join = scene.Make();
    Chunk chunk;
    for (int i = 0; i < next_count; ++i) EXPECT_TRUE(join.Next(scene.session, chunk).ok());
    scene.join.reset();
    scene.ExpectNothingLeft();
  }
}

TEST_P(HashJoinV2Test, EndRepeatsItself) {
  Scene scene(GetParam(), NumberedRows(20, 5), NumberedRows(20, 5));
  scene.Make();
  std::vector<Row> rows;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(scene.ReadAll(rows).ok());
  EXPECT_EQ(rows.size(), 80u);
  scene.join->Close();
  scene.ExpectNothingLeft();
}

TEST_P(HashJoinV2Test, ReturnsTheErrorOfEitherChildAndRepeatsIt) {
  for (const JoinSide build_side : {kLeft, kRight}) {
    for (const std::int64_t failing_call : {1, 2, 6}) {
      for (const JoinSide failing_side : {kLeft, kRight}) {
        SCOPED_TRACE(testing::Message() << "call " << failing_call);
        Scene scene(GetParam(), NumberedRows(10, 3), NumberedRows(10, 3));
        scene.spec.build_side = build_side;
        ListedSource& failing = failing_side == kLeft ? scene.left : scene.right;
        failing.FailAt(failing_call, [] { return Internal("child"); });
        scene.Make();
        std::vector<Row> rows;
        for (int i = 0; i < 3; ++i) {
          const Status status = scene.ReadAll(rows);
          EXPECT_EQ(status.code(), StatusCode::kInternal);
          EXPECT_EQ(status.message(), "child");
        }
        scene.join->Close();
        scene.ExpectNothingLeft();
      }
    }
  }
}

TEST_P(HashJoinV2Test, ReturnsOneErrorIfBothChildrenFail) {
  for (const std::int64_t failing_call : {1, 3}) {
    Scene scene(GetParam(), NumberedRows(10, 3), NumberedRows(10, 3));
    scene.left.FailAt(failing_call, [] { return Internal("left"); });
    scene.right.FailAt(failing_call, [] { return Internal("right"); });
    scene.Make();
    std::vector<Row> rows;
    const std::string message = scene.ReadAll(rows).message();
    EXPECT_TRUE(message == "left" || message == "right") << message;
    EXPECT_EQ(scene.ReadAll(rows).message(), message);
    scene.join->Close();
    scene.ExpectNothingLeft();
  }
}

TEST_P(HashJoinV2Test, ExceptionOfAChildBecomesAnError) {
  const struct {
    std::function<Status()> fault;
    StatusCode code;
  } cases[] = {
      {[]() -> Status { throw std::bad_alloc(); }, StatusCode::kResourceExhausted},
      {[]() -> Status { throw std::runtime_error("child"); }, StatusCode::kInternal},
  };
  for (const auto& c : cases) {
    for (const JoinSide failing_side : {kLeft, kRight}) {
      Scene scene(GetParam(), NumberedRows(10, 3), NumberedRows(10, 3));
      (failing_side == kLeft ? scene.left : scene.right).FailAt(2, c.fault);
      scene.Make();
      std::vector<Row> rows;
      EXPECT_EQ(scene.ReadAll(rows).code(), c.code);
      scene.join->Close();
      scene.ExpectNothingLeft();
    }
  }
}

TEST_P(HashJoinV2Test, ReturnsTheReasonItWasKilledFor) {
  for (const bool is_started : {false, true}) {
    Scene scene(GetParam(), NumberedRows(400, 10), NumberedRows(60, 10));
    scene.Make();
    Chunk chunk;
    if (is_started) {
      ASSERT_TRUE(scene.join->Next(scene.session, chunk).ok());
    }
    scene.killer.Kill(Cancelled("enough"));
    std::vector<Row> rows;
    EXPECT_EQ(scene.ReadAll(rows).message(), "enough");
    scene.join->Close();
    scene.ExpectNothingLeft();
  }
}

TEST_P(HashJoinV2Test, EmptyInputsOfEveryType) {
  const std::vector<Row> one_row = {{Int(1), Int(10)}};
  const std::string row = "1 | 10 | ", nulls = "NULL | NULL | ";
  const struct {
    JoinType type;
    std::vector<std::string> right_is_empty, left_is_empty;
  } cases[] = {{JoinType::kInner, {}, {}},
               {JoinType::kLeftOuter, {row + nulls}, {}},
               {JoinType::kRightOuter, {}, {nulls + row}},
               {JoinType::kSemi, {}, {}},
               {JoinType::kAntiSemi, {row}, {}},
               {JoinType::kLeftOuterSemi, {row + "0 | "}, {}},
               {JoinType::kAntiLeftOuterSemi, {row + "1 | "}, {}}};
  for (const auto& c : cases) {
    for (const JoinSide build_side : {kLeft, kRight}) {
      if (IsOuterSemi(c.type) && build_side == kLeft) continue;
      for (const bool is_left_empty : {false, true}) {
        for (const bool is_right_empty : {false, true}) {
          if (!is_left_empty && !is_right_empty) continue;
          Scene scene(GetParam(), is_left_empty ? std::vector<Row>() : one_row,
                      is_right_empty ? std::vector<Row>() : one_row);
          scene.spec.type = c.type;
          scene.spec.build_side = build_side;
          scene.ShowAll();
          scene.Make();
          std::vector<Row> rows;
          ASSERT_TRUE(scene.ReadAll(rows).ok());
          std::vector<std::string> expected;
          if (!is_left_empty) expected = c.right_is_empty;
          if (!is_right_empty) expected = c.left_is_empty;
          EXPECT_EQ(RowTexts(rows), expected) << static_cast<int>(c.type);
        }
      }
    }
  }
}

TEST_P(HashJoinV2Test, SkipsTheProbeWhereNothingCanBeFound) {
  const struct {
    JoinType type;
    JoinSide build_side;
    bool may_skip;
  } cases[] = {{JoinType::kInner, kLeft, true},
               {JoinType::kInner, kRight, true},
               {JoinType::kLeftOuter, kLeft, true},
               {JoinType::kLeftOuter, kRight, false},
               {JoinType::kRightOuter, kLeft, false},
               {JoinType::kRightOuter, kRight, true},
               {JoinType::kSemi, kLeft, true},
               {JoinType::kSemi, kRight, true},
               {JoinType::kAntiSemi, kLeft, true},
               {JoinType::kAntiSemi, kRight, false},
               {JoinType::kLeftOuterSemi, kRight, false},
               {JoinType::kAntiLeftOuterSemi, kRight, false}};
  // Without rows, or with rows that have no key: these a scan may have to emit.
  for (const std::vector<Row>& build_rows : {std::vector<Row>(), {{Value(), Int(1)}}}) {
    const std::vector<Row> probe_rows = NumberedRows(20, 5);
    for (const auto& c : cases) {
      const bool builds_left = c.build_side == kLeft;
      Scene scene(GetParam(), builds_left ? build_rows : probe_rows,
                  builds_left ? probe_rows : build_rows);
      scene.spec.type = c.type;
      scene.spec.build_side = c.build_side;
      scene.ShowAll();
      const bool needs_scan = NeedsScan(scene.spec);
      scene.Make();
      std::vector<Row> rows;
      ASSERT_TRUE(scene.ReadAll(rows).ok());
      scene.join->Close();
      SCOPED_TRACE(static_cast<int>(c.type));
      const ListedSource& probe = builds_left ? scene.right : scene.left;
      // Ten chunks of two rows, and the end.
      EXPECT_EQ(probe.call_count(), c.may_skip ? 1 : 11);
      const std::size_t unmatched_count = c.type == JoinType::kSemi ? 0 : build_rows.size();
      EXPECT_EQ(rows.size(), needs_scan ? unmatched_count : c.may_skip ? 0 : probe_rows.size());
    }
  }
}

TEST_P(HashJoinV2Test, CountsRows) {
  std::vector<Row> build_rows = NumberedRows(30, 5);
  build_rows.push_back({Value(), Int(30)});
  const struct {
    JoinType type;
    std::uint64_t build_row_count;
  } cases[] = {{JoinType::kRightOuter, 31}, {JoinType::kInner, 30}};  // without key: for the scan
  for (const auto& c : cases) {
    Scene scene(GetParam(), NumberedRows(40, 5), build_rows);
    scene.spec.type = c.type;
    scene.Make();
    std::vector<Row> rows;
    ASSERT_TRUE(scene.ReadAll(rows).ok());
    EXPECT_EQ(rows.size(), 40u * 6 + c.build_row_count - 30);
    scene.join->Close();
    const HashJoinStatistics statistics = scene.join->statistics();
    EXPECT_EQ(statistics.build_rows, c.build_row_count);
    EXPECT_EQ(statistics.probe_rows, 40u);
    EXPECT_EQ(statistics.spill_count, 0u);
    EXPECT_EQ(statistics.spilled_build_rows + statistics.spilled_probe_rows, 0u);
    EXPECT_EQ(statistics.round_max, 0u);
  }
}

TEST_P(HashJoinV2Test, SpillsAndCountsWhatItSpilled) {
  const std::vector<Row> build_rows = NumberedRows(1500, 1500), probe_rows = NumberedRows(300, 75);
  Scene scene(GetParam(), probe_rows, build_rows, 40 << 10);
  scene.options.segment_row_max = 16;
  scene.options.chunk_row_max = Chunk::kMaxRowCount;
  scene.Make();
  std::vector<Row> rows;
  const Status status = scene.ReadAll(rows);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(SortedRowTexts(rows),
            SortedRowTexts(NestedLoopJoin(probe_rows, 0, build_rows, 0, 2, JoinKind::kInner)));
  scene.join->Close();
  scene.ExpectNothingLeft();
  const HashJoinStatistics statistics = scene.join->statistics();
  EXPECT_GE(statistics.spill_count, 1u);
  EXPECT_GE(statistics.spilled_partitions, 1u);
  EXPECT_GT(statistics.spilled_build_rows, 0u);
  EXPECT_GT(statistics.spilled_probe_rows, 0u);
  EXPECT_GE(statistics.round_max, 1u);
  EXPECT_EQ(statistics.probe_rows, 300u) << "restored rows are not counted again";
  EXPECT_EQ(statistics.build_rows, 1500 + statistics.spilled_build_rows);
}

TEST_P(HashJoinV2Test, ProbesThoughAllBuildRowsAreOnDisk) {
  const std::vector<Row> build_rows = NumberedRows(1500, 1500), probe_rows = NumberedRows(300, 75);
  Scene scene(GetParam(), probe_rows, build_rows, 400 << 10);
  scene.options.segment_row_max = 16;
  scene.options.chunk_row_max = Chunk::kMaxRowCount;
  // What others hold is above the limit, so everything goes; a restored partition is too small.
  scene.tracker.Consume(1 << 20);
  scene.Make();
  std::vector<Row> rows;
  const Status status = scene.ReadAll(rows);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(SortedRowTexts(rows),
            SortedRowTexts(NestedLoopJoin(probe_rows, 0, build_rows, 0, 2, JoinKind::kInner)));
  scene.join->Close();
  scene.tracker.Consume(-(1 << 20));
  scene.ExpectNothingLeft();
  const HashJoinStatistics statistics = scene.join->statistics();
  EXPECT_EQ(statistics.spilled_build_rows, 1500u);
  EXPECT_EQ(statistics.spilled_probe_rows, 300u);
  EXPECT_EQ(statistics.build_rows, 2 * 1500u);
  EXPECT_EQ(statistics.spilled_partitions, 16u);
  EXPECT_EQ(statistics.round_max, 1u);
}

INSTANTIATE_TEST_SUITE_P(Workers, HashJoinV2Test, testing::Values(1, 2, 3, 5, 8, 64));

TEST(HashJoinV2Workers, AnyNumberGivesTheSameRows) {
  const std::vector<Row> left = NumberedRows(90, 40), right = NumberedRows(70, 30);
  const std::vector<std::string> expected =
      SortedRowTexts(NestedLoopJoin(left, 0, right, 0, 2, JoinKind::kLeftOuter));
  for (std::int64_t worker_count = 1; worker_count <= 64; ++worker_count) {
    Scene scene(worker_count, left, right);
    scene.spec.type = JoinType::kLeftOuter;
    scene.spec.build_side = worker_count % 2 == 0 ? kLeft : kRight;
    scene.options.segment_row_max = 1 + worker_count % 7;  // tasks for one builder, and for all
    scene.Make();
    std::vector<Row> rows;
    ASSERT_TRUE(scene.ReadAll(rows).ok());
    EXPECT_EQ(SortedRowTexts(rows), expected) << worker_count << " workers";
  }
}

TEST(HashJoinV2Workers, WrongSpecificationIsAnErrorOfNext) {
  for (const bool is_option_wrong : {false, true}) {
    Scene scene(is_option_wrong ? 0 : 2, NumberedRows(1, 1), NumberedRows(1, 1));
    if (!is_option_wrong) scene.spec.left_keys = {2};
    HashJoinV2& join = scene.Make();
    EXPECT_TRUE(join.column_types().empty());
    Chunk chunk;
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(join.Next(scene.session, chunk).code(), StatusCode::kInvalidArgument);
    }
    join.Close();
    scene.ExpectNothingLeft();
    EXPECT_EQ(scene.left.call_count(), 0);
  }
}

}  // namespace
}  // namespace interlock::reference
