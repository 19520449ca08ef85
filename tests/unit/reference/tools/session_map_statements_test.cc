// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/tools/session_map_statements.h"

#include <gtest/gtest.h>

#include "tests/unit/reference/nested_loop_oracle.h"

namespace interlock::reference {
namespace {

TableMeta MakeTable(std::int64_t id, TemporaryKind kind) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = "t" + std::to_string(id);
  meta.temporary_kind = kind;
  meta.has_auto_increment = true;
  return meta;
}

TableMeta MakeView(std::int64_t id, const char* expression_text) {
  TableMeta meta = MakeTable(id, TemporaryKind::kNone);
  meta.column_names = {"a"};
  meta.view_columns = {{"x", expression_text}, {"y" + std::to_string(id), "a + 1"}};
  return meta;
}

class SessionMapStatementsTest : public testing::TestWithParam<std::int64_t> {
 protected:
  SessionMapStatementsTest() { connection_.user = "root"; }
  ConnectionInput connection_;
};

TEST_P(SessionMapStatementsTest, SelfJoinPairsEveryTableWithItself) {
  for (std::int64_t id = 1; id <= 40; ++id) {
    const TemporaryKind kind = id % 2 == 0 ? TemporaryKind::kGlobal : TemporaryKind::kNone;
    connection_.shared_tables.push_back(MakeTable(id, kind));
  }
  connection_.inserted_row_count = 3;
  const StatusOr<StatementResult> result = RunSchemaSelfJoin(connection_, GetParam());
  ASSERT_TRUE(result.ok()) << result.status().message();
  std::vector<Row> expected_side;
  for (std::int64_t id = 1; id <= 40; ++id) {
    const bool is_temporary = id % 2 == 0;
    expected_side.push_back(
        Row{Value(std::string("test")), Value("t" + std::to_string(id)),
            Value(std::string(is_temporary ? "GLOBAL TEMPORARY" : "BASE TABLE")), Value(id),
            Value(std::int64_t{is_temporary ? 4 : 1})});
  }
  const std::vector<Row> expected =
      NestedLoopJoin(expected_side, 1, expected_side, 1, 5, JoinKind::kInner);
  EXPECT_EQ(SortedRowTexts(result.value().rows.rows), SortedRowTexts(expected));
  const ReaderStatisticsMap& readers = result.value().counts.reader_statistics;
  EXPECT_EQ(readers.size(), 40u);
  for (const auto& reader : readers) EXPECT_EQ(reader.second.row_count, 2) << reader.first;
}

TEST_P(SessionMapStatementsTest, UntouchedTemporaryTablesShowTheirFirstId) {
  connection_.shared_tables.push_back(MakeTable(1, TemporaryKind::kGlobal));
  for (int repetition = 0; repetition < 20; ++repetition) {
    const StatusOr<StatementResult> result = RunSchemaSelfJoin(connection_, GetParam());
    ASSERT_TRUE(result.ok());
    ASSERT_EQ(result.value().rows.rows.size(), 1u);
    EXPECT_EQ(result.value().rows.rows[0][4].integer(), 1);
    EXPECT_EQ(result.value().rows.rows[0][9].integer(), 1);
  }
}

TEST_P(SessionMapStatementsTest, ViewColumnsArePlannedOutsideTheUsersSession) {
  connection_.shared_tables = {MakeView(1, "mod(a, 4)"), MakeView(2, "1 + 2")};
  const StatusOr<StatementResult> result = RunViewColumnSelfJoin(connection_, GetParam());
  ASSERT_TRUE(result.ok()) << result.status().message();
  // "x" of both views matches "x" of both; the "y" columns match themselves.
  EXPECT_EQ(result.value().rows.rows.size(), 6u);
  EXPECT_TRUE(result.value().function_usage.empty());
  for (const Row& row : result.value().rows.rows) {
    const std::int64_t ordinal_position = row[2].integer();
    EXPECT_TRUE(ordinal_position == 1 || ordinal_position == 2) << ordinal_position;
  }
  // Both readers listed both columns of both views.
  const ReaderStatisticsMap& readers = result.value().counts.reader_statistics;
  ASSERT_EQ(readers.size(), 2u);
  EXPECT_EQ(readers.at(1).read_count, 2);
  EXPECT_EQ(readers.at(1).row_count, 4);
}

TEST_P(SessionMapStatementsTest, LookupJoinAgreesWithNestedLoops) {
  LookupInput lookup;
  lookup.inner_table.id = 2;
  lookup.inner_table.column_names = {"a", "b"};
  lookup.inner_table.partition_expression_text = "MOD(abs(a), 3)";
  lookup.inner_table.partition_count = 3;
  lookup.outer_table_id = 1;
  lookup.outer_column_types = {DataType::kInt64};
  for (std::int64_t i = 0; i < 300; ++i) {
    lookup.inner_rows.push_back(Row{Value(i % 50), Value(i)});
    lookup.outer_rows.push_back(Row{i % 7 == 0 ? Value() : Value(i % 90)});
  }
  lookup.options.inner_worker_count = GetParam();
  lookup.options.first_batch_row_count = 4;
  lookup.options.max_batch_row_count = 4;
  const std::vector<Row> expected =
      NestedLoopJoin(lookup.outer_rows, 0, lookup.inner_rows, 0, 2, JoinKind::kInner);
  for (const char* mode : {"", "dynamic", "static"}) {
    connection_.partition_prune_mode = mode;
    const StatusOr<StatementResult> result = RunPrunedLookupJoin(connection_, lookup);
    ASSERT_TRUE(result.ok()) << result.status().message();
    EXPECT_EQ(SortedRowTexts(result.value().rows.rows), SortedRowTexts(expected));
    const FunctionUsageCounts counted{{"AbsInt", 75}, {"ModInt", 75}};
    const bool is_dynamic = connection_.partition_prune_mode != "static";
    EXPECT_EQ(result.value().function_usage, is_dynamic ? counted : FunctionUsageCounts{});
    EXPECT_EQ(result.value().start_timestamp, 1u);
    const UsedStatistics used{{2, 300}};
    EXPECT_EQ(result.value().counts.used_statistics, is_dynamic ? used : UsedStatistics{});
    const ReaderStatisticsMap& readers = result.value().counts.reader_statistics;
    ASSERT_EQ(readers.size(), 2u);
    EXPECT_EQ(readers.at(1).row_count, 300);
    EXPECT_EQ(readers.at(2).read_count, 75);
  }
}

INSTANTIATE_TEST_SUITE_P(Workers, SessionMapStatementsTest, testing::Values(1, 2, 3, 5, 8));

TEST(SessionMapStatements, ReportsInconsistentInput) {
  ConnectionInput connection;
  connection.shared_tables = {MakeTable(1, TemporaryKind::kNone),
                              MakeTable(1, TemporaryKind::kNone)};
  EXPECT_EQ(RunSchemaSelfJoin(connection, 2).status().code(), StatusCode::kInvalidArgument);
  connection.shared_tables = {MakeView(1, "no_such_column")};
  EXPECT_EQ(RunViewColumnSelfJoin(connection, 2).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(RunSchemaSelfJoin(connection, 0).ok());
  EXPECT_FALSE(RunPrunedLookupJoin(connection, LookupInput{}).ok());
}

}  // namespace
}  // namespace interlock::reference
