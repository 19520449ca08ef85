// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/chunk.h"

#include <gtest/gtest.h>

namespace interlock::reference {
namespace {

Row MakeRow(std::int64_t a, const char* b) { return Row{Value(a), Value(std::string(b))}; }

TEST(Chunk, GivesBackAppendedRows) {
  Chunk chunk;
  chunk.Reset(2);
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
  left.Reset(2);
  left.AppendRow(MakeRow(1, "x"));
  Chunk joined;
  joined.Reset(4);
  joined.AppendJoinedRow(left, 0, left, 0);
  joined.AppendUnmatchedRow(left, 0);
  EXPECT_EQ(joined.Cell(0, 2).integer(), 1);
  EXPECT_EQ(joined.Cell(1, 1).bytes(), "x");
  EXPECT_TRUE(joined.Cell(1, 2).is_null());
  EXPECT_TRUE(joined.Cell(1, 3).is_null());
}

TEST(Chunk, IsFullAtItsMaximumAndEmptyAfterReset) {
  Chunk chunk;
  chunk.Reset(0);
  for (std::int64_t i = 0; i < Chunk::kMaxRowCount; ++i) {
    EXPECT_FALSE(chunk.is_full());
    chunk.AppendRow(Row());
  }
  EXPECT_TRUE(chunk.is_full());
  chunk.Reset(1);
  EXPECT_EQ(chunk.row_count(), 0);
  EXPECT_EQ(chunk.column_count(), 1);
}

TEST(ChunkDeathTest, MisuseEndsTheProcess) {
  Chunk chunk;
  chunk.Reset(2);
  EXPECT_DEATH(chunk.AppendRow(Row()), "check failed");
  EXPECT_DEATH((void)chunk.Cell(0, 0), "check failed");
}

}  // namespace
}  // namespace interlock::reference
