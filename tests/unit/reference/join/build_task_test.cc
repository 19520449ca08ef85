// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/build_task.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace interlock::reference {
namespace {

std::vector<RowTable> TablesOf(const std::vector<std::int64_t>& segment_counts) {
  std::vector<RowTable> tables(segment_counts.size());
  for (std::size_t p = 0; p < tables.size(); ++p) {
    for (std::int64_t i = 0; i < segment_counts[p]; ++i) {
      tables[p].push_back(std::make_unique<RowSegment>(0));
    }
  }
  return tables;
}

/// Writes tasks as "partition:first-end", with an ! behind an exclusive one.
std::string TaskText(const std::vector<BuildTask>& tasks) {
  std::string text;
  for (const BuildTask& task : tasks) {
    text += std::to_string(task.partition) + ":" + std::to_string(task.first_segment) + "-" +
            std::to_string(task.end_segment) + (task.is_exclusive ? "! " : " ");
  }
  return text;
}

TEST(BuildTask, WholePartitionsIfAsManyAsBuildersAndEven) {
  const struct {
    std::int64_t worker_count;
    std::vector<std::int64_t> segment_counts;
    const char* tasks;
  } cases[] = {
      {1, {3}, "0:0-3! "},
      {4, {3, 3, 3, 3}, "0:0-3! 1:0-3! 2:0-3! 3:0-3! "},
      {2, {1, 9}, "0:0-1! 1:0-9! "},                      // 4 of 5 from the average: even
      {4, {9, 5, 5, 1}, "0:0-9! 1:0-5! 2:0-5! 3:0-1! "},  // both ends at 0.8
  };
  for (const auto& c : cases) {
    EXPECT_EQ(TaskText(MakeBuildTasks(TablesOf(c.segment_counts), c.worker_count)), c.tasks);
  }
}

TEST(BuildTask, SlicesInTurnOtherwise) {
  const struct {
    std::int64_t worker_count;
    std::vector<std::int64_t> segment_counts;
    const char* tasks;
  } cases[] = {
      // As many partitions as builders, but one is farther than 0.8 from the average.
      {2, {0, 2}, "1:0-1 1:1-2 "},
      {4, {10, 5, 4, 1}, "0:0-5 1:0-5! 2:0-4! 3:0-1! 0:5-10 "},
      // Another number of partitions than builders: slices, even where all are equal.
      {3, {2, 2, 2, 2}, "0:0-2! 1:0-2! 2:0-2! 3:0-2! "},
      {5, {3, 1, 3, 1}, "0:0-1 1:0-1! 2:0-1 3:0-1! 0:1-2 2:1-2 0:2-3 2:2-3 "},
      {3, {7, 2}, "0:0-3 1:0-2! 0:3-6 0:6-7 "},
      {8, {3}, "0:0-1 0:1-2 0:2-3 "},
      {64, {1, 1}, "0:0-1! 1:0-1! "},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(TaskText(MakeBuildTasks(TablesOf(c.segment_counts), c.worker_count)), c.tasks);
  }
}

TEST(BuildTask, NoSegmentsNoTasks) {
  for (const std::int64_t worker_count : {1, 2, 4, 5}) {
    EXPECT_EQ(TaskText(MakeBuildTasks(TablesOf({0, 0, 0, 0}), worker_count)), "");
  }
}

void ExpectInvariants(const std::vector<std::int64_t>& counts,
                      const std::vector<BuildTask>& tasks) {
  std::vector<std::vector<int>> covered;
  for (const std::int64_t count : counts) covered.emplace_back(static_cast<std::size_t>(count), 0);
  std::vector<int> task_count(counts.size(), 0);
  std::vector<int> exclusive_count(counts.size(), 0);
  for (const BuildTask& task : tasks) {
    const std::size_t p = static_cast<std::size_t>(task.partition);
    ASSERT_LT(p, counts.size());
    ASSERT_LT(task.first_segment, task.end_segment);
    ASSERT_LE(task.end_segment, counts[p]);
    for (std::int64_t s = task.first_segment; s < task.end_segment; ++s) {
      ++covered[p][static_cast<std::size_t>(s)];
    }
    ++task_count[p];
    if (task.is_exclusive) ++exclusive_count[p];
  }
  for (std::size_t p = 0; p < counts.size(); ++p) {
    for (const int times : covered[p]) EXPECT_EQ(times, 1);
    EXPECT_EQ(exclusive_count[p], task_count[p] == 1 ? 1 : 0);
  }
}

TEST(BuildTask, CoversEachSegmentOnceAndExclusiveMeansAlone) {
  std::mt19937 random(26);
  for (std::int64_t worker_count = 1; worker_count <= 17; ++worker_count) {
    for (const std::size_t partition_count : {1u, 2u, 4u, 8u, 16u}) {
      for (int i = 0; i < 20; ++i) {
        std::vector<std::int64_t> counts(partition_count);
        const unsigned range = 1 + random() % 12;
        for (std::int64_t& count : counts) count = random() % range;
        SCOPED_TRACE(testing::PrintToString(counts) + " for " + std::to_string(worker_count));
        ExpectInvariants(counts, MakeBuildTasks(TablesOf(counts), worker_count));
      }
    }
  }
}

}  // namespace
}  // namespace interlock::reference
