// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/hash_join_v1.h"

#include <gtest/gtest.h>

#include <random>

#include "reference/catalog/table_scan.h"
#include "reference/join/worker_count.h"
#include "tests/unit/reference/nested_loop_oracle.h"

namespace interlock::reference {
namespace {

/// Rows (key, number): keys are integers, byte strings or NULL out of a small range.
std::vector<Row> RandomRows(std::mt19937& random, std::size_t row_count, int key_range,
                            bool has_bytes_keys) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < row_count; ++i) {
    const int key = static_cast<int>(random() % static_cast<unsigned>(key_range));
    const Value value =
        has_bytes_keys ? Value("k" + std::to_string(key)) : Value(static_cast<std::int64_t>(key));
    rows.push_back(Row{random() % 8 == 0 ? Value() : value, Value(static_cast<std::int64_t>(i))});
  }
  return rows;
}

/// A child that fails at the `failing_call`-th call of Next.
class FailingSource final : public RowSource {
 public:
  FailingSource(int failing_call, std::string message)
      : failing_call_(failing_call), message_(std::move(message)) {}
  const std::vector<DataType>& column_types() const override { return types_; }
  Status Next(SessionVars&, Chunk& chunk) override {
    chunk.Reset(types_);
    if (++calls_ == failing_call_) return Internal(message_);
    chunk.AppendRow(Row{Value(std::int64_t{1})});
    return Status();
  }

 private:
  const std::vector<DataType> types_{DataType::kInt64};
  const int failing_call_;
  const std::string message_;
  int calls_ = 0;
};

class HashJoinV1Test : public testing::TestWithParam<std::int64_t> {
 protected:
  void ExpectSameAsOracle(const std::vector<Row>& left, const std::vector<Row>& right,
                          JoinKind kind) {
    TableScan build(1, ColumnTypesOf(right, 2), right);
    TableScan probe(2, ColumnTypesOf(left, 2), left);
    HashJoinOptions options;
    options.kind = kind;
    options.probe_worker_count = GetParam();
    HashJoinV1 join(session_, build, probe, options);
    const StatusOr<ResultRows> rows = join.Run();
    ASSERT_TRUE(rows.ok()) << rows.status().message();
    EXPECT_EQ(rows.value().column_count, 4);
    EXPECT_EQ(SortedRowTexts(rows.value().rows),
              SortedRowTexts(NestedLoopJoin(left, 0, right, 0, 2, kind)));
  }
  Status StatusOf(RowSource& build, RowSource& probe) {
    HashJoinOptions options;
    options.probe_worker_count = GetParam();
    HashJoinV1 join(session_, build, probe, options);
    return join.Run().status();
  }

  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  const std::vector<Row> one_row_{Row{Value(std::int64_t{1})}};
};

TEST_P(HashJoinV1Test, AgreesWithNestedLoops) {
  std::mt19937 random(20261120);
  const struct {
    std::size_t left_row_count, right_row_count;
    int key_range;
  } cases[] = {{0, 0, 1},    {0, 9, 3},      {9, 0, 3},       {1, 1, 1},
               {50, 70, 10}, {300, 300, 30}, {3000, 50, 500}, {50, 3000, 500}};
  for (const auto& c : cases) {
    for (const JoinKind kind : {JoinKind::kInner, JoinKind::kLeftOuter}) {
      SCOPED_TRACE(testing::Message() << c.left_row_count << " x " << c.right_row_count);
      for (const bool has_bytes_keys : {false, true}) {
        const std::vector<Row> left =
            RandomRows(random, c.left_row_count, c.key_range, has_bytes_keys);
        ExpectSameAsOracle(left, RandomRows(random, c.right_row_count, c.key_range, has_bytes_keys),
                           kind);
      }
    }
  }
}

TEST_P(HashJoinV1Test, FillsManyResultChunksFromOneProbeRow) {
  std::vector<Row> many(2 * Chunk::kMaxRowCount + 7,
                        Row{Value(std::int64_t{1}), Value(std::int64_t{2})});
  ExpectSameAsOracle({many[0], many[0]}, many, JoinKind::kInner);
}

TEST_P(HashJoinV1Test, ReturnsTheErrorOfEitherChild) {
  for (int failing_call : {1, 2, 5}) {
    FailingSource failing_build(failing_call, "build");
    TableScan probe(1, ColumnTypesOf(one_row_, 1), one_row_);
    EXPECT_EQ(StatusOf(failing_build, probe).message(), "build");
    TableScan build(1, ColumnTypesOf(one_row_, 1), one_row_);
    FailingSource failing_probe(failing_call, "probe");
    EXPECT_EQ(StatusOf(build, failing_probe).message(), "probe");
    FailingSource both_build(failing_call, "both");
    FailingSource both_probe(failing_call, "both");
    EXPECT_EQ(StatusOf(both_build, both_probe).message(), "both");
  }
}

INSTANTIATE_TEST_SUITE_P(Workers, HashJoinV1Test, testing::Values(1, 2, 3, 5, 8));

TEST(HashJoinV1, RefusesOptionsOutOfRange) {
  TimestampOracle oracle;
  SessionVars session("root", oracle);
  const std::vector<Row> rows;
  for (const HashJoinOptions& options :
       {HashJoinOptions{JoinKind::kInner, 0, 0, 0}, HashJoinOptions{JoinKind::kInner, 0, 0, -1},
        HashJoinOptions{JoinKind::kInner, 0, 0, kMaxWorkerCount + 1},
        HashJoinOptions{JoinKind::kInner, 1, 0, 2}, HashJoinOptions{JoinKind::kInner, 0, -1, 2}}) {
    TableScan build(1, ColumnTypesOf(rows, 1), rows);
    TableScan probe(2, ColumnTypesOf(rows, 1), rows);
    HashJoinV1 join(session, build, probe, options);
    EXPECT_EQ(join.Run().status().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace interlock::reference
