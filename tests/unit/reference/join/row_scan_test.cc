// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/unit/reference/join/small_join.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
const std::vector<DataType>& TwoIntegers() {
  static const std::vector<DataType> types(2, DataType::kInt64);
  return types;
}

TEST(RowScan, SharesPartitionTheRows) {
  const std::int64_t totals[] = {0, 1, 2, 63, 1024, 1000003, kMax / 2, kMax - 1023, kMax - 1, kMax};
  for (const std::int64_t total : totals) {
    for (const std::int64_t count : {1, 2, 3, 5, 8, 64, 1000, 1024}) {
      std::int64_t end = 0, shortest = kMax, longest = 0;
      for (std::int64_t index = 0; index < count; ++index) {
        const RowRange share = ShareOf(total, index, count);
        ASSERT_EQ(share.first, end) << total << " / " << count;
        ASSERT_GE(share.end, share.first);
        end = share.end;
        shortest = std::min(shortest, share.end - share.first);
        longest = std::max(longest, share.end - share.first);
      }
      ASSERT_EQ(end, total) << total << " / " << count;
      ASSERT_LE(longest - shortest, 1);
    }
  }
}

/// Returns a plan whose build side is the left one, (key, number), and which shows the number.
JoinPlan ScanPlan(JoinType type, std::int64_t worker_count, std::int64_t partition_count) {
  JoinSpec spec = KeyJoin(type, JoinSide::kLeft, {0}, {0});
  spec.left_output = {1};
  if (type == JoinType::kLeftOuter) spec.right_output = {1};
  HashJoinV2Options options = Numbers(worker_count, partition_count);
  options.segment_row_max = 3;
  options.chunk_row_max = 4;
  return PlanOf(spec, options, TwoIntegers(), TwoIntegers());
}

/// Returns chunks of rows with the numbers 0, 1, ...; every fifth key is NULL.
std::vector<Chunk> NumberedChunks(std::int64_t row_count) {
  std::vector<Chunk> chunks;
  for (std::int64_t i = 0; i < row_count; ++i) {
    if (i % 10 == 0) chunks.push_back(ChunkOf(TwoIntegers(), {}));
    chunks.back().AppendRow({i % 5 == 0 ? Value() : Int(i / 2), Int(i)});
  }
  return chunks;
}

/// Returns the number that a row holds.
std::int64_t NumberOf(const JoinPlan& plan, std::uint8_t* row) {
  std::vector<Column*> targets(plan.stored_columns.size(), nullptr);
  Column number(DataType::kInt64);
  targets.back() = &number;
  RowDecoder(plan.layout).Append({row}, targets);
  return number.ValueAt(0).integer();
}

/// Runs the scans of all workers, one after the other; returns the numbers they emit.
std::vector<std::int64_t> ScanAll(const JoinPlan& plan, BuiltTables& built) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t w = 0; w < plan.worker_count; ++w) {
    RowScan scan(plan, built.tables, built.killer, w);
    bool is_done = false;
    for (int i = 0; !is_done && i < 1000; ++i) {
      Chunk result;
      result.Reset(plan.result_types);
      const StatusOr<bool> done = scan.Continue(result);
      EXPECT_TRUE(done.ok());
      is_done = !done.ok() || done.value();
      EXPECT_TRUE(is_done || result.row_count() == plan.chunk_row_max) << "stopped with room left";
      for (std::int64_t row = 0; row < result.row_count(); ++row) {
        numbers.push_back(result.Cell(row, 0).integer());
        if (result.column_count() == 2) {
          EXPECT_TRUE(result.Cell(row, 1).is_null());
        }
      }
    }
    EXPECT_TRUE(is_done);
  }
  return numbers;
}

TEST(RowScan, EmitsEachRowThatTheTypeAsksForOnce) {
  const struct {
    JoinType type;
    bool emits_used;
  } cases[] = {
      {JoinType::kLeftOuter, false}, {JoinType::kSemi, true}, {JoinType::kAntiSemi, false}};
  for (const auto& c : cases) {
    for (std::int64_t worker_count = 1; worker_count <= 9; ++worker_count) {
      for (const std::int64_t row_count : {0, 1, 7, 100}) {
        SCOPED_TRACE(testing::Message() << worker_count << " workers, " << row_count << " rows");
        const JoinPlan plan = ScanPlan(c.type, worker_count, 4);
        BuiltTables built(plan, NumberedChunks(row_count));
        std::vector<std::int64_t> expected;
        for (std::uint8_t* row : built.Rows()) {
          const std::int64_t number = NumberOf(plan, row);
          if (number % 3 == 0) plan.layout.SetUsed(row);
          if ((number % 3 == 0) == c.emits_used) expected.push_back(number);
        }
        // The workers in turn give the rows in the order partition, segment, row.
        EXPECT_EQ(ScanAll(plan, built), expected);
        ASSERT_EQ(built.Rows().size(), static_cast<std::size_t>(row_count));
      }
    }
  }
}

TEST(RowScan, SkipsPartitionsAndWorkersWithoutRows) {
  const JoinPlan plan = ScanPlan(JoinType::kAntiSemi, 8, 16);
  const Chunk chunk = ChunkOf(TwoIntegers(), {{Int(1), Int(10)}, {Int(1), Int(11)}});
  BuiltTables built(plan, {chunk});
  EXPECT_EQ(ScanAll(plan, built), (std::vector<std::int64_t>{10, 11}));
}

TEST(RowScan, GoesOnInAChunkThatHasRows) {
  const JoinPlan plan = ScanPlan(JoinType::kAntiSemi, 1, 1);
  BuiltTables built(plan, NumberedChunks(5));
  RowScan scan(plan, built.tables, built.killer, 0);
  Chunk result = ChunkOf(plan.result_types, {{Int(-1)}, {Int(-2)}});
  EXPECT_FALSE(scan.Continue(result).value());
  EXPECT_EQ(result.row_count(), 4);
  EXPECT_FALSE(scan.Continue(result).value()) << "full";
  result.Reset(plan.result_types);
  EXPECT_TRUE(scan.Continue(result).value());
  EXPECT_EQ(result.row_count(), 3);
}

TEST(RowScan, StopsWithTheReasonOfTheKiller) {
  const JoinPlan plan = ScanPlan(JoinType::kSemi, 1, 1);
  BuiltTables built(plan, NumberedChunks(5));
  RowScan scan(plan, built.tables, built.killer, 0);
  built.killer.Kill(Cancelled("enough"));
  Chunk result;
  result.Reset(plan.result_types);
  EXPECT_EQ(scan.Continue(result).status().message(), "enough");
}

}  // namespace
}  // namespace interlock::reference
