// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/lookup/partition_pruning.h"

#include <gtest/gtest.h>

#include <limits>

#include "reference/lookup/index_reader.h"

namespace interlock::reference {
namespace {

PartitionedTableDefinition MakeDefinition(const char* expression_text) {
  PartitionedTableDefinition definition;
  definition.id = 1;
  definition.column_names = {"a", "b"};
  definition.partition_expression_text = expression_text;
  definition.partition_count = 4;
  return definition;
}

std::vector<Row> MakeRows() {
  std::vector<Row> rows;
  for (std::int64_t i = -20; i < 20; ++i) rows.push_back(Row{Value(i / 2), Value(i)});
  rows.push_back(Row{Value(), Value(std::int64_t{0})});
  return rows;
}

class PartitionPruningTest : public testing::Test {
 protected:
  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
};

TEST_F(PartitionPruningTest, LeavesOutOnlyPartitionsWithoutTheKeys) {
  for (const char* text : {"MOD(a, 4)", "a", "abs(a) + 3", "a * 2", "b", "a + b", "7"}) {
    PartitionedTable table(MakeDefinition(text));
    ASSERT_TRUE(table.Load(session_, MakeRows()).ok()) << text;
    for (std::int64_t key = -12; key <= 12; ++key) {
      const StatusOr<PrunedPartitions> pruned = PrunePartitions(session_, table, {key});
      ASSERT_TRUE(pruned.ok()) << text;
      for (std::int64_t i = 0; i < table.partition_count(); ++i) {
        if (pruned.value().indexes.contains(i)) continue;
        EXPECT_FALSE(table.PartitionAt(i).row_indexes_by_key.contains(key)) << text << " " << key;
      }
    }
  }
}

TEST_F(PartitionPruningTest, ExpressionOfTheKeyPrunesToOnePartition) {
  PartitionedTable table(MakeDefinition("MOD(a, 4)"));
  ASSERT_TRUE(table.Load(session_, MakeRows()).ok());
  EXPECT_EQ(PrunePartitions(session_, table, {3}).value().indexes, (std::set<std::int64_t>{3}));
  EXPECT_EQ(PrunePartitions(session_, table, {-3}).value().indexes, (std::set<std::int64_t>{3}));
  EXPECT_EQ(PrunePartitions(session_, table, {1, 5, 2}).value().indexes,
            (std::set<std::int64_t>{1, 2}));
  EXPECT_TRUE(PrunePartitions(session_, table, {}).value().indexes.empty());
}

TEST_F(PartitionPruningTest, EveryPruningCountsTheFunctionsOnce) {
  PartitionedTable table(MakeDefinition("MOD(abs(a), 4)"));
  TimestampOracle oracle;
  SessionVars loading_session("root", oracle);
  ASSERT_TRUE(table.Load(loading_session, MakeRows()).ok());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(PrunePartitions(session_, table, {1, 2}).ok());
  const FunctionUsageCounts expected{{"ModInt", 3}, {"AbsInt", 3}};
  EXPECT_EQ(session_.function_usage().Copy(), expected);
}

TEST_F(PartitionPruningTest, KeyWithoutPartitionIsNoError) {
  PartitionedTable table(MakeDefinition("abs(a)"));
  ASSERT_TRUE(table.Load(session_, MakeRows()).ok());
  const std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(PrunePartitions(session_, table, {lowest, 2}).value().indexes,
            (std::set<std::int64_t>{2}));
}

TEST_F(PartitionPruningTest, ReaderFindsEveryRowInBothModes) {
  PartitionedTable table(MakeDefinition("MOD(a, 4)"));
  ASSERT_TRUE(table.Load(session_, MakeRows()).ok());
  const ReaderBuilder builder(table);
  for (const char* mode : {"dynamic", "static"}) {
    ASSERT_TRUE(session_.system_variables().Set(kPartitionPruneMode, mode).ok());
    const StatusOr<IndexReader> reader = builder.Build(session_, {0, 5, 99});
    ASSERT_TRUE(reader.ok());
    RowsByKey rows;
    reader.value().Read({0, 5, 99}, rows);
    EXPECT_EQ(rows[0].size(), 3u);  // -1 / 2, 0 / 2, 1 / 2
    EXPECT_EQ(rows[5].size(), 2u);
    EXPECT_EQ(rows[99].size(), 0u);
  }
  ASSERT_TRUE(session_.system_variables().Set(kPartitionPruneMode, "sometimes").ok());
  EXPECT_FALSE(builder.Build(session_, {0}).ok());
}

TEST_F(PartitionPruningTest, RefusesDefinitionsAndRowsOutOfRange) {
  PartitionedTableDefinition definition = MakeDefinition("a");
  definition.partition_count = 0;
  EXPECT_FALSE(PartitionedTable(definition).Load(session_, {}).ok());
  definition = MakeDefinition("a");
  definition.key_column = 2;
  EXPECT_FALSE(PartitionedTable(definition).Load(session_, {}).ok());
  PartitionedTable table(MakeDefinition("a"));
  EXPECT_FALSE(table.Load(session_, {Row{Value()}}).ok());
  EXPECT_FALSE(table.Load(session_, {Row{Value(std::string("x")), Value()}}).ok());
  EXPECT_FALSE(PartitionedTable(MakeDefinition("c")).Load(session_, {}).ok());
  PartitionedTable of_b(MakeDefinition("b"));
  EXPECT_FALSE(of_b.Load(session_, {Row{Value(), Value(std::string("x"))}}).ok());
}

}  // namespace
}  // namespace interlock::reference
