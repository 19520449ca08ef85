// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/chunk.h"

#include <gtest/gtest.h>

namespace interlock::reference {
namespace {

const std::vector<DataType> kTypes{DataType::kInt64, DataType::kBytes};

Row MakeRow(std::int64_t a, const char* b) { return Row{Value(a), Value(std::string(b))}; }

TEST(Chunk, GivesBackAppendedRows) {
  Chunk chunk;
  chunk.Reset(kTypes);
  chunk.AppendRow(MakeRow(1, "x"));
  chunk.AppendRow(MakeRow(2, "y"));
  ASSERT_EQ(chunk.row_count(), 2);
  EXPECT_EQ(chunk.Cell(1, 0).integer(), 2);
  std::vector<Row> rows;
  chunk.CopyRowTo(0, rows);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0][1].bytes(), "x");
}

TEST(Chunk, JoinsRowsOfTwoChunks) {
  Chunk left;
  left.Reset(kTypes);
  left.AppendRow(MakeRow(1, "x"));
  Chunk joined;
  joined.Reset({DataType::kInt64, DataType::kBytes, DataType::kInt64, DataType::kBytes});
  joined.AppendJoinedRow(left, 0, left, 0);
  joined.AppendUnmatchedRow(left, 0);
  EXPECT_EQ(joined.Cell(0, 2).integer(), 1);
  EXPECT_EQ(joined.Cell(1, 1).bytes(), "x");
  EXPECT_TRUE(joined.Cell(1, 2).is_null());
  EXPECT_TRUE(joined.Cell(1, 3).is_null());
}

TEST(Chunk, IsFullAtItsMaximumAndEmptyAfterReset) {
  Chunk chunk;
  chunk.Reset({});
  for (std::int64_t i = 0; i < Chunk::kMaxRowCount; ++i) {
    EXPECT_FALSE(chunk.is_full());
    chunk.AppendRow(Row());
  }
  EXPECT_TRUE(chunk.is_full());
  chunk.Reset({DataType::kDouble});
  EXPECT_EQ(chunk.row_count(), 0);
  EXPECT_EQ(chunk.column_count(), 1);
}

TEST(Chunk, HoldsEveryTypeAndNull) {
  const std::vector<DataType> types{DataType::kInt64, DataType::kUint64, DataType::kDouble,
                                    DataType::kBytes};
  const Row row{Value(std::int64_t{-1}), Value(~std::uint64_t{0}), Value(-0.5),
                Value(std::string("a\0b", 3))};
  Chunk chunk;
  chunk.Reset(types);
  chunk.AppendRow(row);
  chunk.AppendRow(Row(4));
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    EXPECT_TRUE(chunk.Cell(0, i).IsIdenticalTo(row[static_cast<std::size_t>(i)])) << i;
    EXPECT_TRUE(chunk.Cell(1, i).is_null()) << i;
    Column copy(types[static_cast<std::size_t>(i)]);
    copy.AppendFrom(chunk.column(i), 1);
    copy.AppendFrom(chunk.column(i), 0);
    EXPECT_TRUE(copy.IsNull(0));
    EXPECT_TRUE(copy.ValueAt(1).IsIdenticalTo(row[static_cast<std::size_t>(i)])) << i;
  }
}

TEST(ChunkDeathTest, MisuseEndsTheProcess) {
  Chunk chunk;
  chunk.Reset(kTypes);
  EXPECT_DEATH(chunk.AppendRow(Row()), "check failed");
  EXPECT_DEATH((void)chunk.Cell(0, 0), "check failed");
  EXPECT_DEATH(chunk.AppendRow(Row{Value(0.5), Value()}), "check failed");
  chunk.mutable_column(0).AppendWord(1);
  EXPECT_DEATH(chunk.SetRowCount(1), "check failed");
}

}  // namespace
}  // namespace interlock::reference
