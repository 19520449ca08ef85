// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// The machine's memory is refused at each allocation in turn: a row table loses no segment, and no
// charge for one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <new>

#include "reference/join/build_worker.h"
#include "reference/join/hash_table_set.h"
#include "reference/join/join_plan.h"
#include "reference/join/row_segment.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"

namespace {

// Of this thread: allocations until the one that is refused; negative: none is.
thread_local int allocations_left = -1;

void* Allocate(std::size_t size) {
  if (allocations_left == 0) {
    allocations_left = -1;
    throw std::bad_alloc();
  }
  if (allocations_left > 0) --allocations_left;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace interlock::reference {
namespace {

constexpr int kWorkerCount = 2;
constexpr std::int64_t kPartitionCount = 4;
constexpr std::int64_t kRowCount = 200;

/// Calls `callable` with allocation `index` refused; returns whether there was such a one. It may
/// have been one that can be done without, so that nothing is thrown.
template <typename Callable>
bool RefusesAllocation(int index, Callable callable) {
  allocations_left = index;
  try {
    callable();
  } catch (const std::bad_alloc&) {
    return true;
  }
  const bool was_refused = allocations_left < 0;
  allocations_left = -1;
  return was_refused;
}

JoinPlan MakePlan() {
  JoinSpec spec;
  spec.left_keys = {0};
  spec.right_keys = {0};
  spec.left_output = {0};
  spec.right_output = {0};
  HashJoinV2Options options;
  options.worker_count = kWorkerCount;
  options.partition_count = kPartitionCount;
  options.segment_row_max = 8;
  const std::vector<DataType> types = {DataType::kInt64};
  const StatusOr<JoinPlan> plan = MakeJoinPlan(spec, options, types, types, false);
  EXPECT_TRUE(plan.ok());
  return plan.value();
}

Chunk MakeRows() {
  Chunk chunk;
  chunk.Reset({DataType::kInt64});
  for (std::int64_t i = 0; i < kRowCount; ++i) chunk.AppendRow({Value(i)});
  return chunk;
}

TEST(RefusedMemory, RowThatWasNotAppendedIsNotThere) {
  int index = 0;
  bool was_refused = true;
  for (; was_refused; ++index) {
    RowSegment segment(1);
    std::int64_t appended = 0;
    was_refused = RefusesAllocation(index, [&] {
      for (; appended < 40; ++appended) segment.AppendRow(16, 7, true);
    });
    EXPECT_EQ(segment.row_count(), appended);
    for (std::int64_t row = 0; row < appended; ++row) EXPECT_EQ(segment.HashAt(row), 7u);
    segment.Finalize();
    for (std::int64_t row = 0; row + 1 < appended; ++row) {
      EXPECT_EQ(segment.RowSizeBytes(row), 16);
    }
  }
  EXPECT_GT(index, 10);
}

TEST(RefusedMemory, EveryChargeIsFoundAgain) {
  const JoinPlan plan = MakePlan();
  const Chunk rows = MakeRows();
  int index = 0;
  bool was_refused = true;
  for (; was_refused; ++index) {
    MemoryTracker tracker("join", nullptr, 0);
    Killer killer;
    HashTableSet tables(kPartitionCount);
    BuildWorkers workers;
    for (int w = 0; w < kWorkerCount; ++w) {
      workers.push_back(std::make_unique<BuildWorker>(plan, tracker, killer));
    }
    was_refused = RefusesAllocation(index, [&] {
      for (const std::unique_ptr<BuildWorker>& worker : workers) {
        ASSERT_TRUE(worker->builder.AppendChunk(rows).ok());
        for (std::int64_t p = 0; p < kPartitionCount; ++p) worker->builder.Finalize(p, true);
      }
      tables.TakeRows(workers);
    });
    std::int64_t charged_bytes = tables.charged_bytes();
    for (const std::unique_ptr<BuildWorker>& worker : workers) {
      charged_bytes += ChargedBytes(worker->tables);
    }
    EXPECT_EQ(charged_bytes, tracker.consumed_bytes()) << "allocation " << index;
  }
  // Segments, their vectors as they grow, lists of segments, hash tables.
  EXPECT_GT(index, 200);
}

}  // namespace
}  // namespace interlock::reference
