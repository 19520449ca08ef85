// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/lookup/index_lookup_join.h"

#include <gtest/gtest.h>

#include <random>

#include "reference/catalog/table_scan.h"
#include "reference/join/worker_count.h"
#include "tests/unit/reference/nested_loop_oracle.h"

namespace interlock::reference {
namespace {

std::vector<Row> RandomRows(std::mt19937& random, std::size_t row_count, int key_range) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < row_count; ++i) {
    const int key = static_cast<int>(random() % static_cast<unsigned>(key_range)) - key_range / 2;
    const Value value = random() % 8 == 0 ? Value() : Value(static_cast<std::int64_t>(key));
    rows.push_back(Row{value, Value(static_cast<std::int64_t>(i))});
  }
  return rows;
}

PartitionedTableDefinition MakeDefinition(const char* expression_text) {
  PartitionedTableDefinition definition;
  definition.id = 7;
  definition.column_names = {"a", "b"};
  definition.partition_expression_text = expression_text;
  definition.partition_count = 4;
  return definition;
}

/// A child that fails at the `failing_call`-th call of Next.
class FailingSource final : public RowSource {
 public:
  explicit FailingSource(int failing_call) : failing_call_(failing_call) {}
  const std::vector<DataType>& column_types() const override { return types_; }
  Status Next(SessionVars&, Chunk& chunk) override {
    chunk.Reset(types_);
    if (++calls_ == failing_call_) return Internal("outer");
    chunk.AppendRow(Row{Value(std::int64_t{1})});
    return Status();
  }

 private:
  const std::vector<DataType> types_{DataType::kInt64};
  const int failing_call_;
  int calls_ = 0;
};

class IndexLookupJoinTest : public testing::TestWithParam<std::int64_t> {
 protected:
  IndexLookupJoinTest() {
    options_.inner_worker_count = GetParam();
    options_.first_batch_row_count = 3;
    options_.max_batch_row_count = 40;
  }
  void ExpectSameAsOracle(const std::vector<Row>& outer, const std::vector<Row>& inner,
                          const char* expression_text, JoinKind kind) {
    PartitionedTable table(MakeDefinition(expression_text));
    ASSERT_TRUE(table.Load(session_, inner).ok());
    TableScan scan(1, ColumnTypesOf(outer, 2), outer);
    options_.kind = kind;
    IndexLookupJoin join(session_, scan, table, options_);
    const StatusOr<ResultRows> rows = join.Run();
    ASSERT_TRUE(rows.ok()) << rows.status().message();
    const std::vector<Row> expected = NestedLoopJoin(outer, 0, inner, 0, 2, kind);
    EXPECT_EQ(SortedRowTexts(rows.value().rows), SortedRowTexts(expected));
    EXPECT_EQ(OuterNumbers(rows.value().rows), OuterNumbers(expected));
  }
  /// The outer row numbers in result order.
  static std::vector<std::string> OuterNumbers(const std::vector<Row>& rows) {
    std::vector<std::string> numbers;
    for (const Row& row : rows) numbers.push_back(row[1].ToText());
    return numbers;
  }

  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  LookupJoinOptions options_;
};

TEST_P(IndexLookupJoinTest, AgreesWithNestedLoopsInOuterOrder) {
  std::mt19937 random(33027);
  const struct {
    std::size_t outer_row_count, inner_row_count;
    int key_range;
  } cases[] = {{0, 0, 1}, {0, 9, 3}, {9, 0, 3}, {1, 1, 1}, {200, 80, 20}, {1500, 300, 100}};
  for (const auto& c : cases) {
    for (const char* text : {"MOD(a, 4)", "abs(b) + a"}) {
      for (const JoinKind kind : {JoinKind::kInner, JoinKind::kLeftOuter}) {
        SCOPED_TRACE(testing::Message() << c.outer_row_count << " x " << c.inner_row_count << text);
        const std::vector<Row> outer = RandomRows(random, c.outer_row_count, c.key_range);
        const std::vector<Row> inner = RandomRows(random, c.inner_row_count, c.key_range);
        ExpectSameAsOracle(outer, inner, text, kind);
      }
    }
  }
}

TEST_P(IndexLookupJoinTest, CountsOneFunctionUsePerTask) {
  TimestampOracle oracle;
  SessionVars loading_session("root", oracle);
  PartitionedTable table(MakeDefinition("MOD(a, 4)"));
  ASSERT_TRUE(table.Load(loading_session, {}).ok());
  const std::vector<Row> outer(60, Row{Value(std::int64_t{1}), Value()});
  TableScan scan(1, ColumnTypesOf(outer, 2), outer);
  options_.first_batch_row_count = 1;
  options_.max_batch_row_count = 1;
  IndexLookupJoin join(session_, scan, table, options_);
  ASSERT_TRUE(join.Run().ok());
  EXPECT_EQ(session_.function_usage().Copy()["ModInt"], 60u);
}

TEST_P(IndexLookupJoinTest, ReturnsTheErrorOfTheOuterChild) {
  PartitionedTable table(MakeDefinition("MOD(a, 4)"));
  ASSERT_TRUE(table.Load(session_, {}).ok());
  for (int failing_call : {1, 2, 50}) {
    FailingSource outer(failing_call);
    IndexLookupJoin join(session_, outer, table, options_);
    EXPECT_EQ(join.Run().status().message(), "outer");
  }
}

TEST_P(IndexLookupJoinTest, ReturnsTheErrorOfAnInnerWorker) {
  PartitionedTable table(MakeDefinition("MOD(a, 4)"));
  ASSERT_TRUE(table.Load(session_, {}).ok());
  std::vector<Row> outer(500, Row{Value(std::int64_t{1}), Value()});
  outer[100][0] = Value(std::string("text"));
  TableScan scan(1, ColumnTypesOf(outer, 2), outer);
  IndexLookupJoin join(session_, scan, table, options_);
  EXPECT_EQ(join.Run().status().code(), StatusCode::kInvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Workers, IndexLookupJoinTest, testing::Values(1, 2, 3, 5, 8));

TEST(IndexLookupJoin, RefusesOptionsOutOfRange) {
  TimestampOracle oracle;
  SessionVars session("root", oracle);
  PartitionedTable table(MakeDefinition("a"));
  ASSERT_TRUE(table.Load(session, {}).ok());
  const std::vector<Row> rows;
  for (const LookupJoinOptions& options :
       {LookupJoinOptions{JoinKind::kInner, 0, 0, 1, 1},
        LookupJoinOptions{JoinKind::kInner, 2, 1, 1, 1},
        LookupJoinOptions{JoinKind::kInner, 0, 1, 0, 1},
        LookupJoinOptions{JoinKind::kInner, 0, 1, 2, 1},
        LookupJoinOptions{JoinKind::kInner, 0, kMaxWorkerCount + 1, 1, 1}}) {
    TableScan scan(1, ColumnTypesOf(rows, 2), rows);
    IndexLookupJoin join(session, scan, table, options);
    EXPECT_EQ(join.Run().status().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace interlock::reference
