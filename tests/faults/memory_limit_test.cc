// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// With a memory limit: what the join is charged for stays within the bound that join_spill.h
// states. How much memory the process took is reported beside it.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "reference/hash/hash_policy.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"
#include "tests/faults/generated_join.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kPartitionCount = 16;
constexpr int kPartitionBits = 4;
constexpr std::int64_t kEntryBytes = 24;  // beside each row
constexpr std::int64_t kSlotBytes = 8;
constexpr std::int64_t kSlotCountMin = 32;

/// Returns the bytes of a build row: link, NULL map, cells, padding; the key is inlined.
std::int64_t RowBytes(const GeneratedTable& table) {
  const std::int64_t column_count = 1 + table.payload_count;
  return (8 + (column_count + 7) / 8 + 8 * column_count + 7) / 8 * 8;
}

/// Returns the rows of the largest partition of the first round.
std::int64_t LargestPartition(const GeneratedTable& table) {
  std::vector<std::int64_t> row_counts(kPartitionCount, 0);
  for (std::int64_t row = 0; row < table.row_count; ++row) {
    const std::int64_t key = KeyOfRow(table, row);
    const std::uint64_t hash =
        HashBytes(HashPolicy::kFnv1, reinterpret_cast<const std::uint8_t*>(&key), sizeof(key));
    row_counts[hash >> (64 - kPartitionBits)] += 1;
  }
  return *std::max_element(row_counts.begin(), row_counts.end());
}

/// Returns what join_spill.h allows above the limit.
std::int64_t BoundAboveLimit(const GeneratedJoin& join) {
  const std::int64_t r = RowBytes(join.build);
  const std::int64_t s = join.options.segment_row_max;
  const std::int64_t c = Chunk::kMaxRowCount;
  const std::int64_t n = join.options.worker_count;
  const std::int64_t t = kSlotBytes * std::max(kSlotCountMin, 2 * LargestPartition(join.build));
  return (n * kPartitionCount * s + (n + 2) * c) * (2 * r + kEntryBytes) + t;
}

GeneratedJoin MakeJoin(std::int64_t row_count, std::int64_t worker_count,
                       std::int64_t payload_count, std::int64_t segment_row_max) {
  GeneratedJoin join;
  join.build = {row_count, row_count / 2, payload_count, 1};
  join.probe = {row_count, row_count, 1, 2};
  join.options.worker_count = worker_count;
  join.options.partition_count = kPartitionCount;
  join.options.round_max = 8;
  join.options.segment_row_max = segment_row_max;
  return join;
}

GeneratedJoinRun RunJoin(const GeneratedJoin& join) {
  malloc_trim(0);  // or the memory of the run before would be taken for this one's
  PosixFileOperations operations;
  return RunGeneratedJoin(join, SpillStorage::DefaultFolder(), operations);
}

void PrintRun(const GeneratedJoin& join, const GeneratedJoinRun& run) {
  std::printf("%2lld %8lld %9lld %9lld %11lld %11lld %11lld %11lld %11lld %7llu\n",
              static_cast<long long>(join.options.worker_count),
              static_cast<long long>(join.build.row_count),
              static_cast<long long>(RowBytes(join.build)),
              static_cast<long long>(join.options.segment_row_max),
              static_cast<long long>(join.limit_bytes), static_cast<long long>(run.peak_bytes),
              static_cast<long long>(run.peak_bytes - join.limit_bytes),
              static_cast<long long>(BoundAboveLimit(join)),
              static_cast<long long>(run.resident_growth_bytes),
              static_cast<unsigned long long>(run.statistics.round_max + 1));
}

/// Runs a join without a limit, and with parts of what it then needed; the rows are always the
/// same.
void CheckLimits(GeneratedJoin join) {
  const GeneratedJoinRun whole = RunJoin(join);
  ASSERT_TRUE(whole.status.ok()) << whole.status.message();
  EXPECT_EQ(whole.row_count, 2 * join.build.row_count / 2);
  EXPECT_EQ(whole.statistics.spill_count, 0u);
  PrintRun(join, whole);
  for (const std::int64_t divisor : {2, 4, 8, 32}) {
    join.limit_bytes = whole.peak_bytes / divisor;
    const GeneratedJoinRun run = RunJoin(join);
    ASSERT_TRUE(run.status.ok()) << run.status.message();
    EXPECT_EQ(run.row_count, whole.row_count);
    EXPECT_EQ(run.row_sum, whole.row_sum);
    EXPECT_GT(run.statistics.spill_count, 0u);
    EXPECT_LE(run.peak_bytes, join.limit_bytes + BoundAboveLimit(join));
    PrintRun(join, run);
  }
}

TEST(MemoryLimit, ChargesStayWithinLimitAndBound) {
  std::printf(
      " N build rows row bytes segm.rows       limit  peak charge  above limit       bound"
      "  RSS growth  rounds\n");
  for (const std::int64_t worker_count : {1, 2, 5}) {
    CheckLimits(MakeJoin(200000, worker_count, 1, 1024));
    CheckLimits(MakeJoin(200000, worker_count, 4, 64));
    CheckLimits(MakeJoin(20000, worker_count, 4, 16));
  }
}

// With short segments the bound is small against the limit, so the tables of all partitions
// together would be too much.
TEST(MemoryLimit, TablesAreChargedOneAfterTheOther) {
  GeneratedJoin join = MakeJoin(400000, 2, 1, 16);
  const GeneratedJoinRun whole = RunJoin(join);
  ASSERT_TRUE(whole.status.ok()) << whole.status.message();
  // Everything fits but for a part of the tables.
  const std::int64_t table_bytes = kSlotBytes * join.build.row_count;
  join.limit_bytes = whole.peak_bytes - table_bytes;
  const GeneratedJoinRun run = RunJoin(join);
  ASSERT_TRUE(run.status.ok()) << run.status.message();
  PrintRun(join, run);
  EXPECT_EQ(run.row_sum, whole.row_sum);
  EXPECT_LT(BoundAboveLimit(join), table_bytes);
  EXPECT_LE(run.peak_bytes, join.limit_bytes + BoundAboveLimit(join));
}

}  // namespace
}  // namespace interlock::reference
