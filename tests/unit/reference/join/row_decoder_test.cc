// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_decoder.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/reference/join/small_join.h"
#include "tests/unit/reference/nested_loop_oracle.h"
#include "tests/unit/reference/spill/random_chunk.h"

namespace interlock::reference {
namespace {

/// Returns a plan that stores all columns of the build side, in order, behind a key that is there
/// too; with a flag the left side builds an outer join.
JoinPlan PlanThatStoresAll(const std::vector<DataType>& types, bool has_flag) {
  JoinSpec spec = has_flag ? KeyJoin(JoinType::kLeftOuter, JoinSide::kLeft, {0}, {0})
                           : KeyJoin(JoinType::kInner, JoinSide::kLeft, {0}, {0});
  for (std::size_t i = 0; i < types.size(); ++i) {
    spec.left_output.push_back(static_cast<std::int64_t>(i));
  }
  return PlanOf(spec, Numbers(1, 1), types, {types[0]});
}

/// Returns a chunk whose first column, the key, is not NULL, so that every row is stored.
Chunk RandomKeyedChunk(const std::vector<DataType>& types, std::int64_t row_count,
                       std::mt19937_64& random) {
  Chunk filled;
  FillRandomly(types, row_count, random, filled);
  Chunk chunk;
  chunk.Reset(types);
  for (std::int64_t row = 0; row < row_count; ++row) {
    chunk.mutable_column(0).Append(RandomValue(types[0], false, random));
    for (std::int64_t i = 1; i < chunk.column_count(); ++i) {
      chunk.mutable_column(i).AppendFrom(filled.column(i), row);
    }
  }
  chunk.SetRowCount(row_count);
  return chunk;
}

std::vector<Column*> AllTargets(Chunk& chunk) {
  std::vector<Column*> targets;
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    targets.push_back(&chunk.mutable_column(i));
  }
  return targets;
}

TEST(RowDecoder, GivesBackWhatWasBuilt) {
  std::mt19937_64 random(29);
  // Widths around those at which the null map grows; 31 columns and a flag fill the flag word.
  for (const std::int64_t column_count : {1, 2, 7, 8, 9, 30, 31, 32, 40, 64}) {
    for (const bool has_flag : {false, true}) {
      SCOPED_TRACE(testing::Message() << column_count << " columns, flag " << has_flag);
      const std::vector<DataType> types = RandomTypes(column_count, random);
      const JoinPlan plan = PlanThatStoresAll(types, has_flag);
      const Chunk expected = RandomKeyedChunk(types, 100, random);
      const BuiltTables built(plan, {expected});
      Chunk decoded;
      decoded.Reset(types);
      RowDecoder(plan.layout).Append(built.Rows(), AllTargets(decoded));
      decoded.SetRowCount(100);
      ExpectSameChunk(decoded, expected);
    }
  }
}

TEST(RowDecoder, UsedFlagChangesNoColumn) {
  std::mt19937_64 random(30);
  const std::vector<DataType> types = RandomTypes(33, random);
  const JoinPlan plan = PlanThatStoresAll(types, true);
  const Chunk expected = RandomKeyedChunk(types, 50, random);
  const BuiltTables built(plan, {expected});
  for (std::uint8_t* row : built.Rows()) plan.layout.SetUsed(row);
  Chunk decoded;
  decoded.Reset(types);
  RowDecoder(plan.layout).Append(built.Rows(), AllTargets(decoded));
  decoded.SetRowCount(50);
  ExpectSameChunk(decoded, expected);
}

TEST(RowDecoder, DecodesAnyNumberOfRowsInBatches) {
  std::mt19937_64 random(31);
  const std::vector<DataType> types = {DataType::kBytes, DataType::kInt64, DataType::kBytes};
  const JoinPlan plan = PlanThatStoresAll(types, false);
  const Chunk chunk = RandomKeyedChunk(types, 100, random);
  const BuiltTables built(plan, {chunk});
  RowDecoder decoder(plan.layout);
  for (const std::size_t row_count : {0u, 1u, 31u, 32u, 33u, 64u, 65u, 100u}) {
    std::vector<std::uint8_t*> rows = built.Rows();
    rows.resize(row_count);
    Column last(DataType::kBytes);
    decoder.Append(rows, {nullptr, nullptr, &last});
    ASSERT_EQ(last.row_count(), static_cast<std::int64_t>(row_count));
    for (std::int64_t i = 0; i < last.row_count(); ++i) {
      EXPECT_TRUE(last.ValueAt(i).IsIdenticalTo(chunk.Cell(i, 2))) << i;
    }
  }
}

TEST(RowDecoder, AppendsOnlyTheTargets) {
  const std::vector<DataType> types = {DataType::kInt64, DataType::kBytes, DataType::kDouble};
  const JoinPlan plan = PlanThatStoresAll(types, false);
  const BuiltTables built(
      plan, {ChunkOf(types, {{Int(1), Text("one"), Value(1.5)}, {Int(2), Value(), Value(2.5)}})});
  Column middle(DataType::kBytes);
  RowDecoder decoder(plan.layout);
  decoder.Append(built.Rows(), {nullptr, &middle, nullptr});
  EXPECT_EQ(middle.ValueAt(0).ToText(), "\"one\"");
  EXPECT_TRUE(middle.IsNull(1));
  decoder.Append(built.Rows(), {nullptr, nullptr, nullptr});
  EXPECT_EQ(middle.row_count(), 2);
}

TEST(RowDecoder, OutputHasStoredColumnsWhereTheResultShowsThem) {
  const std::vector<DataType> types = {DataType::kInt64, DataType::kBytes};
  const JoinPlan plan = PlanThatStoresAll(types, false);
  const BuiltTables built(plan, {ChunkOf(types, {{Int(1), Text("one")}, {Int(2), Value()}})});
  // The probe side's column was filled before; a stored column may be shown twice.
  const std::vector<ColumnSource> output = {{true, 1}, {false, 0}, {true, 0}, {true, 1}};
  Chunk result;
  result.Reset({DataType::kBytes, DataType::kDouble, DataType::kInt64, DataType::kBytes});
  for (int i = 0; i < 2; ++i) {
    for (const double number : {0.5, 1.5}) {
      result.mutable_column(1).Append(Value(number + 10 * i));
    }
    RowDecoder(plan.layout).AppendOutput(built.Rows(), output, result);
    result.SetRowCount(2 * (i + 1));
  }
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < result.row_count(); ++i) result.CopyRowTo(i, rows);
  const std::vector<Row> expected = {{Text("one"), Value(0.5), Int(1), Text("one")},
                                     {Value(), Value(1.5), Int(2), Value()},
                                     {Text("one"), Value(10.5), Int(1), Text("one")},
                                     {Value(), Value(11.5), Int(2), Value()}};
  EXPECT_EQ(RowTexts(rows), RowTexts(expected));
}

}  // namespace
}  // namespace interlock::reference
