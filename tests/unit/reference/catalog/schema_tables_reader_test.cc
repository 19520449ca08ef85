// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/catalog/schema_tables_reader.h"

#include <gtest/gtest.h>

#include "reference/catalog/table_scan.h"

namespace interlock::reference {
namespace {

TableMeta MakeTable(std::int64_t id, const char* name, TemporaryKind kind) {
  TableMeta meta;
  meta.id = id;
  meta.schema_name = "test";
  meta.name = name;
  meta.temporary_kind = kind;
  return meta;
}

class SchemaTablesReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    TableMeta base = MakeTable(1, "base", TemporaryKind::kNone);
    base.has_auto_increment = true;
    base.first_auto_increment_id = 5;
    TableMeta global = MakeTable(2, "global", TemporaryKind::kGlobal);
    global.has_auto_increment = true;
    TableMeta view = MakeTable(3, "view", TemporaryKind::kNone);
    view.view_columns = {{"c", "1"}};
    TableMeta secret = MakeTable(4, "secret", TemporaryKind::kNone);
    secret.owner = "somebody else";
    for (const TableMeta& meta : {base, global, view, secret}) {
      ASSERT_TRUE(schema_.Add(meta).ok());
    }
    session_.BeginTransaction(schema_);
  }
  /// One text per row: name, type, next id.
  std::vector<std::string> Read() {
    SchemaTablesReader reader;
    Chunk chunk;
    EXPECT_TRUE(reader.Next(session_, chunk).ok());
    std::vector<std::string> rows;
    for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
      rows.push_back(chunk.Cell(i, 1).bytes() + " " + chunk.Cell(i, 2).bytes() + " " +
                     chunk.Cell(i, 4).ToText());
    }
    EXPECT_TRUE(reader.Next(session_, chunk).ok());
    EXPECT_EQ(chunk.row_count(), 0);
    return rows;
  }

  TimestampOracle oracle_;
  SchemaView schema_;
  SessionVars session_{"root", oracle_};
};

TEST_F(SchemaTablesReaderTest, ListsWhatTheUserMayRead) {
  EXPECT_EQ(Read(), (std::vector<std::string>{"base BASE TABLE 5", "global GLOBAL TEMPORARY 1",
                                              "view VIEW NULL"}));
}

TEST_F(SchemaTablesReaderTest, ShowsTheTransactionsOwnIdCounter) {
  session_.GetTemporaryTable(schema_.MetaAt(1))->InsertRow(8);
  EXPECT_EQ(Read()[1], "global GLOBAL TEMPORARY 2");
}

TEST_F(SchemaTablesReaderTest, LocalTemporaryTableHidesASharedOne) {
  ASSERT_TRUE(
      session_.local_temporary_tables().Add(MakeTable(9, "base", TemporaryKind::kLocal)).ok());
  EXPECT_EQ(Read().size(), 2u);
  const ExtendedSchemaView view(schema_, session_.local_temporary_tables());
  EXPECT_EQ(view.FindMeta("base")->id, 9);
  EXPECT_EQ(view.FindMeta("global")->id, 2);
  EXPECT_EQ(view.FindMeta("no such"), nullptr);
  EXPECT_EQ(view.FindShared("base"), nullptr);
}

TEST_F(SchemaTablesReaderTest, LeavesViewsOutWhenToldSo) {
  ASSERT_TRUE(session_.system_variables().Set(kListViews, "off").ok());
  EXPECT_EQ(Read().size(), 2u);
}

TEST_F(SchemaTablesReaderTest, NeedsATransaction) {
  session_.EndTransaction();
  SchemaTablesReader reader;
  Chunk chunk;
  EXPECT_EQ(reader.Next(session_, chunk).code(), StatusCode::kInvalidArgument);
}

TEST_F(SchemaTablesReaderTest, AllocatorOfATemporaryTableNeedsATransaction) {
  session_.EndTransaction();
  EXPECT_EQ(AllocatorFor(session_, *schema_.Find("global")), nullptr);
  EXPECT_EQ(AllocatorFor(session_, *schema_.Find("base"))->Next(), 5);
  EXPECT_EQ(schema_.Find("base")->allocator().PeekNext(), 6);
}

TEST(SchemaView, RefusesTakenNamesAndIdsAndLocalTables) {
  SchemaView schema;
  EXPECT_TRUE(schema.Add(MakeTable(1, "a", TemporaryKind::kNone)).ok());
  EXPECT_FALSE(schema.Add(MakeTable(2, "a", TemporaryKind::kNone)).ok());
  EXPECT_FALSE(schema.Add(MakeTable(1, "b", TemporaryKind::kNone)).ok());
  EXPECT_FALSE(schema.Add(MakeTable(3, "l", TemporaryKind::kLocal)).ok());
  EXPECT_EQ(schema.table_count(), 1);
}

TEST(TableScan, CutsRowsIntoChunksAndRefusesOtherShapes) {
  TimestampOracle oracle;
  SessionVars session("root", oracle);
  std::vector<Row> rows(Chunk::kMaxRowCount + 1, Row{Value(std::int64_t{1})});
  TableScan scan(1, {DataType::kInt64}, rows);
  Chunk chunk;
  ASSERT_TRUE(scan.Next(session, chunk).ok());
  EXPECT_EQ(chunk.row_count(), Chunk::kMaxRowCount);
  ASSERT_TRUE(scan.Next(session, chunk).ok());
  EXPECT_EQ(chunk.row_count(), 1);
  ASSERT_TRUE(scan.Next(session, chunk).ok());
  EXPECT_EQ(chunk.row_count(), 0);
  TableScan wrong(1, {DataType::kInt64, DataType::kInt64}, rows);
  EXPECT_EQ(wrong.Next(session, chunk).code(), StatusCode::kInvalidArgument);
  TableScan other(1, {DataType::kBytes}, rows);
  EXPECT_EQ(other.Next(session, chunk).code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace interlock::reference
