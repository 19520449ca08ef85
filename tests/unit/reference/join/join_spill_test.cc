// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_spill.h"

#include <gtest/gtest.h>

#include <chrono>
#include <new>
#include <numeric>
#include <thread>

#include "annotations/atomic.h"
#include "annotations/thread.h"
#include "reference/spill/posix_file_operations.h"
#include "tests/unit/reference/join/small_join.h"
#include "tests/unit/reference/memory/recording_action.h"
#include "tests/unit/reference/spill/faulty_file_operations.h"
#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kKilo = 1024;
constexpr std::size_t kWorkerCount = 2;
constexpr std::size_t kPartitionCount = 4;
using Numbers64 = std::vector<std::int64_t>;

/// The spilling of a join of two workers and four partitions under a query with a limit, without
/// the threads of the join. Thread-compatible.
class JoinSpillTest : public testing::Test {
 protected:
  void SetUp() override { Begin(100 * kKilo, kPartitionCount, true); }
  void TearDown() override { End(); }

  /// Makes everything new.
  void Begin(std::int64_t limit_bytes, std::int64_t partition_count, bool has_storage) {
    End();
    const std::vector<DataType> types(1, DataType::kInt64);
    HashJoinV2Options options = Numbers(kWorkerCount, partition_count);
    options.round_max = 2;
    options.spill_chunk_row_max = 3;
    plan_ = PlanOf(KeyJoin(JoinType::kInner, JoinSide::kRight, {0}, {0}), options, types, types);
    StatusOr<std::unique_ptr<SpillStorage>> storage =
        SpillStorage::Open(folder_.path(), operations_);
    ASSERT_TRUE(storage.ok());
    storage_ = std::move(storage.value());
    killer_ = std::make_unique<Killer>();
    query_ = std::make_unique<MemoryTracker>("query", nullptr, limit_bytes);
    join_ = std::make_unique<MemoryTracker>("join", query_.get(), 0);
    other_ = std::make_unique<MemoryTracker>("other", query_.get(), 0);
    const HashJoinResources resources{*killer_, *query_, has_storage ? storage_.get() : nullptr};
    spill_ = std::make_unique<JoinSpill>(plan_, resources, *join_);
    fallback_ = std::make_unique<RecordingAction>(MemoryAction::kLowestPriority);
    query_->AddAction(*spill_);
    query_->AddAction(*fallback_);
    for (std::size_t w = 0; w < kWorkerCount; ++w) {
      workers_.push_back(std::make_unique<BuildWorker>(plan_, *join_, *killer_));
    }
  }
  void End() {
    operations_.SetFault({});
    workers_.clear();
    if (query_ == nullptr) return;
    query_->RemoveAction(*spill_);
    query_->RemoveAction(*fallback_);
    spill_.reset();
    EXPECT_EQ(storage_->statistics().files_open.Load(), 0);
    join_.reset();
    other_.reset();
    query_.reset();
  }

  /// Returns a finalized segment of one row.
  static std::unique_ptr<RowSegment> SegmentOf(std::int64_t row_size_bytes) {
    auto segment = std::make_unique<RowSegment>(1);
    segment->AppendRow(row_size_bytes, 5, true);
    segment->Finalize();
    segment->SetCharged();
    return segment;
  }
  /// Gives worker w a segment of one row in a partition, for which so many bytes are charged.
  void AddSegment(std::size_t w, std::size_t p, std::int64_t charged_bytes) {
    // What is charged for a row beside its own bytes.
    const std::int64_t entry_bytes = SegmentOf(8)->charged_bytes() - 8;
    std::unique_ptr<RowSegment> segment = SegmentOf(charged_bytes - entry_bytes);
    ASSERT_EQ(segment->charged_bytes(), charged_bytes);
    join_->Consume(charged_bytes);
    workers_[w]->tables[p].push_back(std::move(segment));
  }
  /// Gives each partition as much as its place in `usage_bytes` says, half of it to each worker.
  void AddUsage(const Numbers64& usage_bytes) {
    for (std::size_t p = 0; p < usage_bytes.size(); ++p) {
      if (usage_bytes[p] == 0) continue;
      for (std::size_t w = 0; w < kWorkerCount; ++w) AddSegment(w, p, usage_bytes[p] / 2);
    }
  }

  Numbers64 SpilledPartitions() const {
    Numbers64 partitions;
    for (std::int64_t p = 0; p < plan_.partition_count; ++p) {
      if (spill_->IsSpilled(p)) partitions.push_back(p);
    }
    return partitions;
  }

  TemporaryFolder folder_;
  PosixFileOperations system_;
  FaultyFileOperations operations_{system_};
  std::unique_ptr<SpillStorage> storage_;
  JoinPlan plan_;
  std::unique_ptr<Killer> killer_;
  std::unique_ptr<MemoryTracker> query_, join_, other_;
  std::unique_ptr<RecordingAction> fallback_;
  std::unique_ptr<JoinSpill> spill_;
  BuildWorkers workers_;
};

// --- 3.1: the status machine -------------------------------------------------------------------

TEST_F(JoinSpillTest, OverTheLimitAsksForASpill) {
  spill_->BeginRound();
  join_->Consume(100 * kKilo);
  EXPECT_FALSE(spill_->IsNeeded()) << "at the limit";
  join_->Consume(8);
  EXPECT_TRUE(spill_->IsNeeded());
  EXPECT_FALSE(spill_->TryEndBuild());
  EXPECT_EQ(fallback_->call_count(), 0);
}

TEST_F(JoinSpillTest, CallsTheFallbackWhenItCannotSpill) {
  const struct {
    const char* why;
    std::int64_t partition_count;
    bool has_storage, has_begun, has_ended;
  } cases[] = {{"one partition", 1, true, true, false},
               {"no storage", 4, false, true, false},
               {"the round has not begun", 4, true, false, false},
               {"the build is over", 4, true, true, true}};
  for (const auto& c : cases) {
    Begin(100 * kKilo, c.partition_count, c.has_storage);
    if (c.has_begun) spill_->BeginRound();
    if (c.has_ended) {
      EXPECT_TRUE(spill_->TryEndBuild());
    }
    join_->Consume(101 * kKilo);
    EXPECT_EQ(fallback_->call_count(), 1) << c.why;
    EXPECT_FALSE(spill_->IsNeeded()) << c.why;
    join_->Consume(-101 * kKilo);
  }
}

TEST_F(JoinSpillTest, CallsTheFallbackWhenItsOwnDataAreFew) {
  spill_->BeginRound();
  join_->Consume(5 * kKilo - 8);  // less than a twentieth of the limit
  other_->Consume(100 * kKilo);
  EXPECT_EQ(fallback_->call_count(), 1);
  EXPECT_FALSE(spill_->IsNeeded());
  join_->Consume(8);
  EXPECT_EQ(fallback_->call_count(), 1);
  EXPECT_TRUE(spill_->IsNeeded()) << "a twentieth is enough";
}

TEST_F(JoinSpillTest, WhileNeededCallsTheFallbackOnlyForFewData) {
  spill_->BeginRound();
  join_->Consume(101 * kKilo);
  other_->Consume(8);
  EXPECT_EQ(fallback_->call_count(), 0) << "the spill will help";
  join_->Consume(-100 * kKilo);
  EXPECT_TRUE(spill_->IsNeeded());
  other_->Consume(8);
  EXPECT_EQ(fallback_->call_count(), 0) << "not over the limit any more";
  other_->Consume(100 * kKilo);
  EXPECT_EQ(fallback_->call_count(), 1) << "over it, by the data of others";
  EXPECT_TRUE(spill_->IsNeeded());
}

TEST_F(JoinSpillTest, NothingIsAskedForWithinTheLimit) {
  spill_->BeginRound();
  join_->Consume(100 * kKilo);
  spill_->Act(*query_);  // somebody else gave bytes back between the charge and the call
  EXPECT_FALSE(spill_->IsNeeded());
  EXPECT_EQ(fallback_->call_count(), 0);
}

TEST_F(JoinSpillTest, EndOfTheBuildForbidsSpillsUntilTheNextRound) {
  spill_->BeginRound();
  EXPECT_TRUE(spill_->TryEndBuild());
  EXPECT_TRUE(spill_->TryEndBuild());
  spill_->BeginRound();
  join_->Consume(101 * kKilo);
  EXPECT_TRUE(spill_->IsNeeded());
  EXPECT_EQ(fallback_->call_count(), 0);
}

TEST_F(JoinSpillTest, ChargesWaitWhileASpillRuns) {
  spill_->BeginRound();
  AddUsage({40 * kKilo, 40 * kKilo, 40 * kKilo, 0});
  Atomic<bool> is_charged;
  Thread charging;
  // The first operation on a file lies between the beginning and the end of the spill.
  operations_.SetFault({FaultKind::kCall, 0, false, [&]() {
                          charging = Thread([&]() {
                            other_->Consume(8);
                            is_charged.Store(true);
                          });
                          std::this_thread::sleep_for(std::chrono::milliseconds(20));
                          EXPECT_FALSE(is_charged.Load());
                        }});
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  charging.Join();
  EXPECT_EQ(operations_.struck_count(), 1);
  EXPECT_TRUE(is_charged.Load());
  EXPECT_EQ(fallback_->call_count(), 0) << "after the wait the spill has helped";
}

TEST_F(JoinSpillTest, SpillEndsAndWakesHoweverItEnds) {
  const struct {
    const char* what;
    bool throws, is_killed;
    StatusCode code;
  } cases[] = {{"well", false, false, StatusCode::kOk},
               {"by an exception", true, false, StatusCode::kResourceExhausted},
               {"by the killer", false, true, StatusCode::kCancelled}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    Begin(100 * kKilo, 4, true);
    spill_->BeginRound();
    AddUsage({40 * kKilo, 40 * kKilo, 40 * kKilo, 0});
    Thread charging;
    operations_.SetFault({FaultKind::kCall, 0, false, [&]() {
                            charging = Thread([&]() { other_->Consume(8); });
                            if (c.throws) throw std::bad_alloc();
                          }});
    if (c.is_killed) killer_->Kill(Cancelled("enough"));
    EXPECT_EQ(spill_->Spill(workers_, nullptr).code(), c.code);
    charging.Join();
    EXPECT_FALSE(spill_->IsNeeded());
    EXPECT_TRUE(spill_->TryEndBuild());
    EXPECT_EQ(operations_.struck_count(), c.is_killed ? 0 : 1);
  }
}

TEST_F(JoinSpillTest, FailedWriteIsTheErrorAndTheRowsAreReleased) {
  spill_->BeginRound();
  other_->Consume(200 * kKilo);  // so that all have to go
  AddUsage({40 * kKilo, 40 * kKilo, 40 * kKilo, 40 * kKilo});
  operations_.SetFault({FaultKind::kNoSpace, 1, true});
  const Status status = spill_->Spill(workers_, nullptr);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("ENOSPC"), std::string::npos) << status.message();
  // Those of every chosen partition, not only of the one that could not be written.
  EXPECT_EQ(join_->consumed_bytes(), 0);
  for (const std::unique_ptr<BuildWorker>& worker : workers_) {
    for (const RowTable& table : worker->tables) EXPECT_TRUE(table.empty());
  }
  EXPECT_TRUE(spill_->TryEndBuild());
}

// --- 3.4: the choice of partitions -------------------------------------------------------------

struct Choice {
  const char* what;
  std::int64_t limit, other;
  Numbers64 usage;  // all in KiB
  Numbers64 spilled;
};

TEST_F(JoinSpillTest, SpillsTheLargestUntilHalfTheLimitIsReached) {
  const Choice cases[] = {
      {"largest first", 60, 0, {8, 16, 24, 32}, {2, 3}},
      {"equal ones in order", 60, 0, {16, 16, 16, 16}, {0, 1, 2}},
      {"exactly half is reached", 56, 0, {32, 20, 4, 4}, {0}},
      {"one KiB above half is not", 54, 0, {32, 20, 4, 4}, {0, 1}},
      {"one is enough", 100, 0, {1, 90, 5, 5}, {1}},
      {"what others hold counts", 100, 40, {40, 10, 10, 10}, {0, 1, 2}},
      {"none is left", 100, 200, {8, 8, 8, 8}, {0, 1, 2, 3}},
      {"partitions without rows come last", 100, 60, {0, 50, 0, 2}, {0, 1, 2, 3}},
      {"and not before it is needed", 100, 0, {0, 101, 0, 0}, {1}},
  };
  for (const Choice& c : cases) {
    SCOPED_TRACE(c.what);
    Begin(c.limit * kKilo, 4, true);
    other_->Consume(c.other * kKilo);
    Numbers64 usage_bytes;
    for (const std::int64_t kilo : c.usage) usage_bytes.push_back(kilo * kKilo);
    AddUsage(usage_bytes);  // the round has not begun, so nobody is asked meanwhile
    spill_->BeginRound();
    spill_->Act(*query_);
    ASSERT_TRUE(spill_->IsNeeded());
    ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
    EXPECT_EQ(SpilledPartitions(), c.spilled);
    EXPECT_TRUE(spill_->is_triggered());
    std::int64_t kept_bytes = 0;
    for (std::int64_t p = 0; p < 4; ++p) {
      if (!spill_->IsSpilled(p)) kept_bytes += usage_bytes[static_cast<std::size_t>(p)];
      for (const std::unique_ptr<BuildWorker>& worker : workers_) {
        EXPECT_TRUE(!spill_->IsSpilled(p) || worker->tables[static_cast<std::size_t>(p)].empty());
      }
    }
    EXPECT_EQ(join_->consumed_bytes(), kept_bytes);
    if (c.spilled.size() < 4) {
      EXPECT_LE(query_->consumed_bytes(), c.limit * kKilo / 2);
    }
  }
}

TEST_F(JoinSpillTest, SpilledPartitionsGoFirstTheNextTime) {
  spill_->BeginRound();
  AddUsage({4 * kKilo, 8 * kKilo, 16 * kKilo, 80 * kKilo});  // asks at the last one
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  ASSERT_EQ(SpilledPartitions(), (Numbers64{3}));
  // Of 110 KiB partition 3 alone leaves 48.
  AddUsage({0, 0, 20 * kKilo, 62 * kKilo});
  ASSERT_TRUE(spill_->IsNeeded());
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  EXPECT_EQ(SpilledPartitions(), (Numbers64{3}));
  // Now it is not enough, and the largest of the others follows.
  AddUsage({44 * kKilo, 0, 0, 10 * kKilo});
  ASSERT_TRUE(spill_->IsNeeded());
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  EXPECT_EQ(SpilledPartitions(), (Numbers64{0, 3}));
  EXPECT_EQ(join_->consumed_bytes(), (8 + 36) * kKilo);
}

TEST_F(JoinSpillTest, UnaskedSpillTakesOnlyWhatIsSpilledAlready) {
  spill_->BeginRound();
  AddUsage({4 * kKilo, 8 * kKilo, 16 * kKilo, 80 * kKilo});
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  AddUsage({4 * kKilo, 0, 40 * kKilo, 2 * kKilo});
  ASSERT_FALSE(spill_->IsNeeded());
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  EXPECT_EQ(SpilledPartitions(), (Numbers64{3}));
  EXPECT_EQ(join_->consumed_bytes(), (8 + 8 + 56) * kKilo);
}

TEST_F(JoinSpillTest, TablesCountInTheMergeAndShrinkToEmptyOnes) {
  AddUsage({40 * kKilo, 8 * kKilo, 8 * kKilo, 8 * kKilo});
  Numbers64 table_bytes = {kKilo, kKilo, 64 * kKilo, kKilo};
  join_->Consume(std::accumulate(table_bytes.begin(), table_bytes.end(), std::int64_t{0}));
  spill_->BeginRound();
  spill_->Act(*query_);
  ASSERT_TRUE(spill_->Spill(workers_, &table_bytes).ok());
  // 131 KiB: partition 2 has 72 with its table, then partition 0 has 41.
  EXPECT_EQ(SpilledPartitions(), (Numbers64{0, 2}));
  const std::int64_t empty = PartitionHashTable::SizeBytesFor(0);
  EXPECT_EQ(table_bytes, (Numbers64{empty, kKilo, empty, kKilo}));
  EXPECT_EQ(join_->consumed_bytes(), 18 * kKilo + 2 * empty);
}

TEST_F(JoinSpillTest, OpenSegmentsOfChosenPartitionsGoWithoutACharge) {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < 100; ++i) rows.push_back({Int(i)});
  const Chunk chunk = ChunkOf({DataType::kInt64}, rows);
  ASSERT_TRUE(workers_[1]->builder.AppendChunk(chunk).ok());
  ASSERT_EQ(join_->consumed_bytes(), 0) << "open segments are not charged yet";
  AddSegment(0, 0, 101 * kKilo);
  spill_->BeginRound();
  other_->Consume(150 * kKilo);  // so that all have to go
  ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
  EXPECT_EQ(join_->consumed_bytes(), 0);
  HashJoinStatistics statistics;
  spill_->AddTo(statistics);
  EXPECT_EQ(statistics.spilled_build_rows, 101u);
  for (std::int64_t p = 0; p < 4; ++p) EXPECT_EQ(workers_[1]->builder.rows_in_open_segment(p), 0);
}

// --- 3.6: rounds -------------------------------------------------------------------------------

std::int64_t BuildRowCount(const RestoreInput& input) {
  std::int64_t count = 0;
  for (const SpillFilePair& files : input.files) count += files.build->row_count();
  return count;
}

/// Spills all partitions, of which partition p has `rows[p]` rows.
class JoinSpillRoundsTest : public JoinSpillTest {
 protected:
  void SpillAll(const Numbers64& rows) {
    for (std::size_t p = 0; p < rows.size(); ++p) {
      for (std::int64_t i = 0; i < rows[p]; ++i) AddSegment(0, p, 64);
    }
    spill_->BeginRound();
    join_->Consume(10 * kKilo);
    other_->Consume(200 * kKilo);
    ASSERT_TRUE(spill_->Spill(workers_, nullptr).ok());
    join_->Consume(-10 * kKilo);
    other_->Consume(-200 * kKilo);
    ASSERT_EQ(SpilledPartitions(), (Numbers64{0, 1, 2, 3}));
  }
};

TEST_F(JoinSpillRoundsTest, StackGivesTheLastPartitionFirstAndGoesDeepFirst) {
  SpillAll({1, 2, 3, 4});
  ASSERT_TRUE(spill_->PrepareForRestoring(0).ok());
  EXPECT_TRUE(SpilledPartitions().empty());
  EXPECT_FALSE(spill_->is_triggered());
  EXPECT_EQ(BuildRowCount(*spill_->PopPartition()), 4);
  // The round that restores it spills again.
  SpillAll({5, 6, 7, 8});
  ASSERT_TRUE(spill_->PrepareForRestoring(1).ok());
  for (const std::int64_t row_count : {8, 7, 6, 5, 3, 2, 1}) {
    const std::unique_ptr<RestoreInput> input = spill_->PopPartition();
    ASSERT_NE(input, nullptr);
    EXPECT_EQ(BuildRowCount(*input), row_count);
    EXPECT_EQ(input->round, row_count > 4 ? 2 : 1);
  }
  EXPECT_EQ(spill_->PopPartition(), nullptr);
}

TEST_F(JoinSpillRoundsTest, EveryWorkerIndexHasFiles) {
  SpillAll({4, 0, 0, 0});  // all rows are of worker 0
  ASSERT_TRUE(spill_->PrepareForRestoring(0).ok());
  for (const std::int64_t row_count : {0, 0, 0, 4}) {
    const std::unique_ptr<RestoreInput> input = spill_->PopPartition();
    ASSERT_EQ(input->files.size(), kWorkerCount);
    for (const SpillFilePair& files : input->files) {
      ASSERT_NE(files.build, nullptr);
      ASSERT_NE(files.probe, nullptr);
      EXPECT_EQ(files.build->types(), plan_.spilled_build_types);
      EXPECT_EQ(files.probe->types(), plan_.spilled_probe_types);
    }
    EXPECT_EQ(input->files[0].build->row_count(), row_count);
    EXPECT_EQ(input->files[0].build->chunk_count(), (row_count + 2) / 3) << "3 rows per chunk";
    EXPECT_EQ(input->files[1].build->row_count(), 0);
  }
}

TEST_F(JoinSpillRoundsTest, RoundOfTheLimitMayNotSpill) {
  ASSERT_EQ(plan_.round_max, 2);
  EXPECT_TRUE(spill_->PrepareForRestoring(2).ok()) << "nothing was spilled";
  SpillAll({1, 1, 1, 1});
  const Status status = spill_->PrepareForRestoring(2);
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "exceed max spill round: round=2 partition=0");
  EXPECT_TRUE(spill_->PrepareForRestoring(1).ok());
}

TEST_F(JoinSpillRoundsTest, CountsWhatItDid) {
  SpillAll({1, 2, 3, 4});
  ASSERT_TRUE(spill_->PrepareForRestoring(0).ok());
  SpillAll({1, 0, 0, 0});
  HashJoinStatistics statistics;
  spill_->AddTo(statistics);
  EXPECT_EQ(statistics.spill_count, 2u);
  EXPECT_EQ(statistics.spilled_partitions, 4u) << "on the stack";
  EXPECT_EQ(statistics.spilled_build_rows, 11u);
  EXPECT_EQ(statistics.spilled_probe_rows, 0u);
}

TEST_F(JoinSpillRoundsTest, ClearClosesTheFilesOfWorkersAndStack) {
  SpillAll({1, 2, 3, 4});
  ASSERT_TRUE(spill_->PrepareForRestoring(0).ok());
  SpillAll({1, 1, 1, 1});
  EXPECT_EQ(storage_->statistics().files_open.Load(), 8) << "files without rows are not opened";
  spill_->Clear();
  EXPECT_EQ(storage_->statistics().files_open.Load(), 0);
  EXPECT_EQ(spill_->PopPartition(), nullptr);
  EXPECT_TRUE(folder_.List().empty());
}

}  // namespace
}  // namespace interlock::reference
