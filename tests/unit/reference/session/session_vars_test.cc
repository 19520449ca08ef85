// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/session_vars.h"

#include <gtest/gtest.h>

#include "reference/catalog/schema_view.h"

namespace interlock::reference {
namespace {

TableMeta MakeTable(std::int64_t id, const char* name, TemporaryKind kind) {
  TableMeta meta;
  meta.id = id;
  meta.name = name;
  meta.temporary_kind = kind;
  meta.has_auto_increment = true;
  meta.first_auto_increment_id = 10 * id;
  return meta;
}

class SessionVarsTest : public testing::Test {
 protected:
  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  SchemaView schema_;
  const TableMeta global_ = MakeTable(1, "g", TemporaryKind::kGlobal);
};

TEST_F(SessionVarsTest, OneTempTablePerIdAndTransaction) {
  session_.BeginTransaction(schema_);
  TempTable* first = session_.GetTemporaryTable(global_);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->id(), 1);
  EXPECT_EQ(session_.GetTemporaryTable(global_), first);
  EXPECT_NE(session_.GetTemporaryTable(MakeTable(2, "h", TemporaryKind::kGlobal)), first);
}

TEST_F(SessionVarsTest, OnlyGlobalTemporaryTablesInATransactionHaveOne) {
  EXPECT_EQ(session_.GetTemporaryTable(global_), nullptr);
  session_.BeginTransaction(schema_);
  EXPECT_EQ(session_.GetTemporaryTable(MakeTable(2, "t", TemporaryKind::kNone)), nullptr);
  EXPECT_EQ(session_.GetTemporaryTable(MakeTable(3, "l", TemporaryKind::kLocal)), nullptr);
}

TEST_F(SessionVarsTest, RowsOfATemporaryTableEndWithTheTransaction) {
  session_.BeginTransaction(schema_);
  TempTable* table = session_.GetTemporaryTable(global_);
  EXPECT_FALSE(table->is_modified());
  EXPECT_EQ(table->InsertRow(16), 10);
  EXPECT_EQ(table->InsertRow(16), 11);
  EXPECT_TRUE(table->is_modified());
  EXPECT_EQ(table->size_bytes(), 32);
  EXPECT_EQ(table->allocator().PeekNext(), 12);
  session_.EndTransaction();
  session_.BeginTransaction(schema_);
  EXPECT_EQ(session_.GetTemporaryTable(global_)->allocator().PeekNext(), 10);
}

TEST_F(SessionVarsTest, StartTimestampIsTakenOnceAtFirstUse) {
  EXPECT_EQ(session_.StartTimestamp(), 0u);
  session_.BeginTransaction(schema_);
  const std::uint64_t timestamp = session_.StartTimestamp();
  EXPECT_EQ(timestamp, 1u);
  EXPECT_EQ(session_.StartTimestamp(), timestamp);
  session_.BeginTransaction(schema_);
  EXPECT_EQ(session_.StartTimestamp(), 2u);
}

TEST_F(SessionVarsTest, SchemaNeedsATransaction) {
  EXPECT_EQ(session_.Schema(), nullptr);
  session_.BeginTransaction(schema_);
  EXPECT_EQ(session_.Schema(), &schema_);
  session_.EndTransaction();
  EXPECT_EQ(session_.Schema(), nullptr);
}

TEST_F(SessionVarsTest, SystemVariablesHaveDefaultsAndCanBeSet) {
  SystemVariables& variables = session_.system_variables();
  EXPECT_EQ(variables.Get(kPartitionPruneMode).value(), "dynamic");
  EXPECT_TRUE(variables.Set(kPartitionPruneMode, "static").ok());
  EXPECT_EQ(variables.Get(kPartitionPruneMode).value(), "static");
  EXPECT_EQ(variables.Get("no_such").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(variables.Set("no_such", "1").code(), StatusCode::kNotFound);
}

TEST(FunctionUsage, CountsAndMergesUses) {
  FunctionUsage usage;
  usage.Inc("ModInt");
  usage.Inc("ModInt");
  usage.Inc("AbsInt");
  const FunctionUsageCounts expected{{"ModInt", 2}, {"AbsInt", 1}};
  EXPECT_EQ(usage.Copy(), expected);
  UsageCollector collector;
  collector.Merge(usage.Copy());
  collector.Merge(usage.Copy());
  const FunctionUsageCounts doubled{{"ModInt", 4}, {"AbsInt", 2}};
  EXPECT_EQ(collector.Copy(), doubled);
}

TEST(StatementContext, CountsEachTableOnce) {
  StatementContext statement;
  statement.RecordRead(1, 5);
  statement.RecordRead(1, 2);
  statement.RecordRead(2, 0);
  statement.UseStatistics(2, 40);
  statement.UseStatistics(2, 40);
  const StatementCounts counts = statement.Counts();
  ASSERT_EQ(counts.reader_statistics.size(), 2u);
  EXPECT_EQ(counts.reader_statistics.at(1).read_count, 2);
  EXPECT_EQ(counts.reader_statistics.at(1).row_count, 7);
  EXPECT_EQ(counts.reader_statistics.at(2).row_count, 0);
  const UsedStatistics used{{2, 40}};
  EXPECT_EQ(counts.used_statistics, used);
  statement.Reset();
  EXPECT_TRUE(statement.Counts().reader_statistics.empty());
  EXPECT_TRUE(statement.Counts().used_statistics.empty());
}

TEST(LocalTemporaryTables, TakesLocalTablesWithNewNames) {
  LocalTemporaryTables tables;
  EXPECT_EQ(tables.Find("l"), nullptr);
  EXPECT_TRUE(tables.Add(MakeTable(3, "l", TemporaryKind::kLocal)).ok());
  ASSERT_NE(tables.Find("l"), nullptr);
  EXPECT_EQ(tables.Find("l")->id, 3);
  EXPECT_FALSE(tables.Add(MakeTable(4, "l", TemporaryKind::kLocal)).ok());
  EXPECT_FALSE(tables.Add(MakeTable(5, "g", TemporaryKind::kGlobal)).ok());
}

}  // namespace
}  // namespace interlock::reference
