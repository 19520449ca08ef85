// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_table_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <random>

#include "tests/unit/reference/join/small_join.h"
#include "tests/unit/reference/spill/random_chunk.h"

namespace interlock::reference {
namespace {

constexpr DataType kI = DataType::kInt64, kU = DataType::kUint64, kD = DataType::kDouble,
                   kB = DataType::kBytes;

/// The row tables of one worker, and what fills them. Thread-compatible.
class OneWorker {
 public:
  explicit OneWorker(const JoinPlan& plan) : plan_(plan), worker_(plan, tracker_, killer_) {}
  ~OneWorker() { tracker_.Consume(-ChargedBytes(worker_.tables)); }

  RowTableBuilder& builder() { return worker_.builder; }
  RowTable& table(std::int64_t p) { return worker_.tables[static_cast<std::size_t>(p)]; }
  MemoryTracker& tracker() { return tracker_; }
  Killer& killer() { return killer_; }

  void FinalizeAll() {
    for (std::int64_t p = 0; p < plan_.partition_count; ++p) worker_.builder.Finalize(p, true);
  }
  std::int64_t RowCount() const {
    std::int64_t count = 0;
    for (const RowTable& table : worker_.tables) {
      for (const std::unique_ptr<RowSegment>& segment : table) count += segment->row_count();
    }
    return count;
  }
  std::int64_t ValidCount() const {
    std::int64_t count = 0;
    for (const RowTable& table : worker_.tables) count += ValidRowCount(table);
    return count;
  }

 private:
  const JoinPlan& plan_;
  Killer killer_;
  MemoryTracker tracker_{"join", nullptr, 0};
  BuildWorker worker_;
};

std::string BytesOf(RowSegment& segment, std::int64_t row) {
  return std::string(reinterpret_cast<const char*>(segment.RowAt(row)),
                     static_cast<std::size_t>(segment.RowSizeBytes(row)));
}

std::string Word(std::uint64_t word) {
  return std::string(reinterpret_cast<const char*>(&word), sizeof(word));
}
std::string Length(std::uint32_t length) {
  return std::string(reinterpret_cast<const char*>(&length), sizeof(length));
}
std::string Zeros(std::size_t count) { return std::string(count, '\0'); }

/// Joins on the columns `keys` of both sides; the left one builds and shows `output`.
JoinSpec LeftBuilds(JoinType type, std::vector<std::int64_t> keys,
                    std::vector<std::int64_t> output) {
  JoinSpec spec = KeyJoin(type, JoinSide::kLeft, keys, keys);
  spec.left_output = std::move(output);
  return spec;
}

TEST(RowTableBuilder, WritesTheBytesOfTheLayout) {
  const struct {
    const char* what;
    JoinType type;
    std::vector<DataType> left, right;
    std::vector<std::int64_t> keys, output;
    Row row;
    std::string bytes;
  } cases[] = {
      // The worked example of docs/row_layout.md: a left outer join whose left side builds.
      {"variable key, inlined, flag",
       JoinType::kLeftOuter,
       {kB, kI},
       {kB, kI},
       {0},
       {0, 1},
       {Text("ab"), Int(7)},
       Word(0) + Zeros(4) + Length(6) + Length(2) + "ab" + Word(7) + Zeros(2)},
      {"one integer, inlined",
       JoinType::kInner,
       {kI, kI},
       {kI, kI},
       {0},
       {1},
       {Int(5), Int(-1)},
       Word(0) + Zeros(1) + Word(5) + Word(~std::uint64_t{0}) + Zeros(7)},
      {"NULL beside the flag",
       JoinType::kAntiSemi,
       {kI, kI},
       {kI, kI},
       {0},
       {1},
       {Int(5), Value()},
       Word(0) + std::string("\x20\0\0\0", 4) + Word(5) + Word(0) + Zeros(4)},
      {"NULL without flag",
       JoinType::kInner,
       {kI, kB},
       {kI, kB},
       {0},
       {1},
       {Int(5), Value()},
       Word(0) + "\x40" + Word(5) + Length(0) + Zeros(3)},
      {"sign byte, not inlined",
       JoinType::kInner,
       {kI},
       {kU},
       {0},
       {},
       {Int(-2)},
       Word(0) + "\1" + Word(~std::uint64_t{1}) + Zeros(7)},
      {"double, not inlined, stored as it is",
       JoinType::kInner,
       {kD},
       {kD},
       {0},
       {0},
       {Value(-0.0)},
       Word(0) + Zeros(1) + Word(0) + Word(std::uint64_t{1} << 63) + Zeros(7)},
      {"variable key, not inlined",
       JoinType::kInner,
       {kD, kB},
       {kD, kB},
       {0, 1},
       {},
       {Value(1.0), Text("x")},
       Word(0) + Length(9) + Word(0x3ff0000000000000) + "x" + Zeros(3)},
      {"nothing stored but the key",
       JoinType::kInner,
       {kD},
       {kD},
       {0},
       {},
       {Value(1.0)},
       Word(0) + Word(0x3ff0000000000000)},
  };
  for (const auto& c : cases) {
    const JoinPlan plan =
        PlanOf(LeftBuilds(c.type, c.keys, c.output), Numbers(1, 1), c.left, c.right);
    OneWorker worker(plan);
    ASSERT_TRUE(worker.builder().AppendChunk(ChunkOf(c.left, {c.row})).ok()) << c.what;
    worker.FinalizeAll();
    ASSERT_EQ(worker.RowCount(), 1) << c.what;
    EXPECT_EQ(BytesOf(*worker.table(0)[0], 0), c.bytes) << c.what;
  }
}

TEST(RowTableBuilder, RowsGoToThePartitionOfTheirHash) {
  const std::vector<DataType> types(1, kI);
  for (const HashPolicy hash : {HashPolicy::kFnv1, HashPolicy::kXxHash}) {
    HashJoinV2Options options = Numbers(3, 8);
    options.hash = hash;
    const JoinPlan plan = PlanOf(LeftBuilds(JoinType::kInner, {0}, {0}), options, types, types);
    Chunk chunk = ChunkOf(types, {});
    for (std::int64_t i = 0; i < 500; ++i) chunk.AppendRow({Int(i)});
    OneWorker worker(plan);
    ASSERT_TRUE(worker.builder().AppendChunk(chunk).ok());
    worker.FinalizeAll();
    EXPECT_EQ(worker.RowCount(), 500);
    EXPECT_EQ(worker.builder().appended_row_count(), 500u);
    for (std::int64_t p = 0; p < 8; ++p) {
      ASSERT_FALSE(worker.table(p).empty());
      for (const std::unique_ptr<RowSegment>& segment : worker.table(p)) {
        for (std::int64_t i = 0; i < segment->row_count(); ++i) {
          std::uint64_t key = 0;
          std::memcpy(&key, plan.layout.Key(segment->RowAt(i)).data, sizeof(key));
          EXPECT_EQ(segment->HashAt(i), HashWord(hash, key));
          EXPECT_EQ(plan.PartitionOf(segment->HashAt(i)), p);
        }
      }
    }
  }
}

/// Nine rows (key, pass): three pass with a key, the others have none or do not pass.
Chunk PartlyValidChunk() {
  return ChunkOf({kI, kI}, {{Int(1), Int(1)},
                            {Value(), Int(1)},
                            {Int(2), Int(0)},
                            {Int(3), Int(1)},
                            {Int(4), Value()},
                            {Value(), Value()},
                            {Int(5), Int(1)},
                            {Value(), Int(1)},
                            {Value(), Int(0)}});
}

TEST(RowTableBuilder, DropsInvalidRowsThatNobodyScans) {
  const std::vector<DataType> types(2, kI);
  const JoinPlan plan =
      PlanOf(LeftBuilds(JoinType::kInner, {0, 1}, {0}), Numbers(1, 4), types, types);
  OneWorker worker(plan);
  ASSERT_TRUE(worker.builder().AppendChunk(PartlyValidChunk()).ok());
  EXPECT_EQ(worker.RowCount(), 4) << "rows without NULL";
  EXPECT_EQ(worker.ValidCount(), 4);
  EXPECT_EQ(worker.builder().appended_row_count(), 4u);
}

TEST(RowTableBuilder, KeepsInvalidRowsForTheScan) {
  const std::vector<DataType> types(2, kI);
  JoinSpec spec = LeftBuilds(JoinType::kAntiSemi, {0}, {0, 1});
  spec.preserved_filter = OfColumn(1);
  const JoinPlan plan = PlanOf(spec, Numbers(1, 4), types, types);
  OneWorker worker(plan);
  ASSERT_TRUE(worker.builder().AppendChunk(PartlyValidChunk()).ok());
  EXPECT_EQ(worker.RowCount(), 9);
  EXPECT_EQ(worker.ValidCount(), 3);
  worker.FinalizeAll();
  // The six others are spread in turn, and their place is all that their hash says.
  std::vector<std::uint64_t> hashes;
  for (std::int64_t p = 0; p < 4; ++p) {
    for (const std::unique_ptr<RowSegment>& segment : worker.table(p)) {
      for (std::int64_t i = 0; i < segment->row_count(); ++i) {
        const std::vector<std::int64_t>& valid = segment->valid_positions();
        if (std::find(valid.begin(), valid.end(), i) != valid.end()) continue;
        hashes.push_back(segment->HashAt(i));
        EXPECT_EQ(static_cast<std::int64_t>(hashes.back() % 4), p);
      }
    }
  }
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(hashes, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(RowTableBuilder, InvalidRowsHaveAnEmptyKey) {
  const struct {
    std::vector<DataType> types;
    std::string bytes;  // from the null map on
  } cases[] = {
      {{kD, kI}, Zeros(4) + Zeros(8) + Word(9) + Zeros(4)},  // fixed: zeros
      {{kB, kI}, std::string("\x40\0\0\0", 4) + Length(0) + Length(0) + Word(9) + Zeros(4)},
  };
  for (const auto& c : cases) {
    const JoinPlan plan =
        PlanOf(LeftBuilds(JoinType::kSemi, {0}, {1}), Numbers(1, 1), c.types, c.types);
    OneWorker worker(plan);
    ASSERT_TRUE(worker.builder().AppendChunk(ChunkOf(c.types, {{Value(), Int(9)}})).ok());
    worker.FinalizeAll();
    ASSERT_EQ(worker.RowCount(), 1);
    EXPECT_EQ(BytesOf(*worker.table(0)[0], 0).substr(8), c.bytes);
  }
}

std::vector<std::int64_t> SegmentRowCounts(const RowTable& table) {
  std::vector<std::int64_t> counts;
  for (const std::unique_ptr<RowSegment>& segment : table) counts.push_back(segment->row_count());
  return counts;
}

TEST(RowTableBuilder, SegmentsCloseAtTheirLimits) {
  const struct {
    std::int64_t row_max, bytes_max;
    std::vector<std::int64_t> row_counts;  // rows have 24 bytes: next, key, padded null map
    std::int64_t open_row_count;
  } cases[] = {{1024, 1 << 20, {7}, 7},
               {3, 1 << 20, {3, 3, 1}, 1},
               {7, 1 << 20, {7}, 0},
               {1, 1 << 20, {1, 1, 1, 1, 1, 1, 1}, 0},
               {1024, 1, {1, 1, 1, 1, 1, 1, 1}, 0},
               {1024, 48, {2, 2, 2, 1}, 1},
               {1024, 49, {3, 3, 1}, 1},
               {2, 72, {2, 2, 2, 1}, 1}};
  const std::vector<DataType> types(1, kI);
  for (const auto& c : cases) {
    HashJoinV2Options options = Numbers(1, 1);
    options.segment_row_max = c.row_max;
    options.segment_bytes_max = c.bytes_max;
    const JoinPlan plan = PlanOf(LeftBuilds(JoinType::kInner, {0}, {0}), options, types, types);
    OneWorker worker(plan);
    // In two chunks, so that a segment goes on where the chunk before ended.
    for (const std::int64_t row_count : {4, 3}) {
      Chunk chunk = ChunkOf(types, {});
      for (std::int64_t i = 0; i < row_count; ++i) chunk.AppendRow({Int(i)});
      ASSERT_TRUE(worker.builder().AppendChunk(chunk).ok());
    }
    EXPECT_EQ(SegmentRowCounts(worker.table(0)), c.row_counts);
    EXPECT_EQ(worker.builder().rows_in_open_segment(0), c.open_row_count);
    EXPECT_EQ(worker.table(0).back()->is_finalized(), c.open_row_count == 0);
    std::int64_t closed_bytes = 0;
    for (const std::unique_ptr<RowSegment>& segment : worker.table(0)) {
      if (segment->is_finalized()) closed_bytes += segment->capacity_bytes();
    }
    EXPECT_EQ(worker.tracker().consumed_bytes(), closed_bytes);
  }
}

TEST(RowTableBuilder, FinalizeChargesOnlyIfAsked) {
  const std::vector<DataType> types(1, kI);
  const JoinPlan plan = PlanOf(LeftBuilds(JoinType::kInner, {0}, {0}), Numbers(1, 1), types, types);
  OneWorker worker(plan);
  worker.builder().Finalize(0, true);  // nothing is open: nothing happens
  EXPECT_TRUE(worker.table(0).empty());
  for (const bool charge : {false, true}) {
    ASSERT_TRUE(worker.builder().AppendChunk(ChunkOf(types, {{Int(1)}})).ok());
    worker.builder().Finalize(0, charge);
    RowSegment& segment = *worker.table(0).back();
    EXPECT_TRUE(segment.is_finalized());
    EXPECT_EQ(segment.charged_bytes(), charge ? segment.capacity_bytes() : 0);
    EXPECT_EQ(worker.tracker().consumed_bytes(), segment.charged_bytes());
    EXPECT_EQ(worker.builder().rows_in_open_segment(0), 0);
    worker.builder().Finalize(0, true);
    EXPECT_EQ(worker.tracker().consumed_bytes(), segment.charged_bytes()) << "charged twice";
  }
  EXPECT_EQ(worker.table(0).size(), 2u);
}

/// Returns the spilled form of all rows of a worker.
Chunk SpillAll(const JoinPlan& plan, OneWorker& worker) {
  Chunk chunk;
  chunk.Reset(plan.spilled_build_types);
  std::vector<std::uint8_t> scratch;
  std::int64_t row_count = 0;
  for (std::int64_t p = 0; p < plan.partition_count; ++p) {
    for (const std::unique_ptr<RowSegment>& segment : worker.table(p)) {
      for (std::int64_t i = 0; i < segment->row_count(); ++i, ++row_count) {
        const std::vector<std::int64_t>& valid = segment->valid_positions();
        const bool is_valid = std::find(valid.begin(), valid.end(), i) != valid.end();
        RowTableBuilder::AppendSpilledRow(*segment, i, is_valid, scratch, chunk);
      }
    }
  }
  chunk.SetRowCount(row_count);
  return chunk;
}

TEST(RowTableBuilder, SpilledRowsComeBackUnderTheNextHash) {
  std::mt19937_64 random(33);
  const std::vector<DataType> types = {kB, kI, kD, kB, kU};
  const JoinPlan plan =
      PlanOf(LeftBuilds(JoinType::kAntiSemi, {0, 1}, {2, 3, 4}), Numbers(1, 4), types, types);
  Chunk chunk;
  FillRandomly(types, 200, random, chunk);
  OneWorker before(plan), after(plan);
  ASSERT_TRUE(before.builder().AppendChunk(chunk).ok());
  before.FinalizeAll();
  const Chunk spilled = SpillAll(plan, before);
  ASSERT_TRUE(after.builder().AppendSpilledChunk(spilled).ok());
  after.FinalizeAll();
  EXPECT_EQ(after.RowCount(), 200);
  EXPECT_EQ(after.ValidCount(), before.ValidCount());
  // The rows of a partition come back in the order of the file.
  std::vector<std::size_t> next(4, 0);
  std::uint64_t invalid_count = 0;
  for (std::int64_t i = 0; i < spilled.row_count(); ++i) {
    const std::string row = spilled.Cell(i, kSpilledBuildRow).bytes();
    const bool is_valid = row[0] != 0;
    const std::uint64_t hash =
        is_valid ? HashWord(plan.hash, spilled.Cell(i, kSpilledBuildHash).unsigned_number())
                 : invalid_count++;
    const std::int64_t p = is_valid ? plan.PartitionOf(hash) : static_cast<std::int64_t>(hash % 4);
    ASSERT_EQ(after.table(p).size(), 1u);
    RowSegment& segment = *after.table(p)[0];
    const auto index = static_cast<std::int64_t>(next[static_cast<std::size_t>(p)]++);
    EXPECT_EQ(segment.HashAt(index), hash);
    EXPECT_EQ(BytesOf(segment, index).substr(8), row.substr(1));
    EXPECT_EQ(BytesOf(segment, index).substr(0, 8), Word(0));
  }
}

TEST(RowTableBuilder, RefusesSpilledRowsOfAWrongSize) {
  const std::vector<DataType> types(1, kI);
  const JoinPlan plan = PlanOf(LeftBuilds(JoinType::kSemi, {0}, {0}), Numbers(1, 1), types, types);
  // A row here has 24 bytes without its field next, and one more that tells valid keys.
  for (const std::size_t size : {0u, 1u, 2u, 24u, 26u}) {
    OneWorker worker(plan);
    const Chunk chunk =
        ChunkOf(plan.spilled_build_types, {{Unsigned(1), Text(std::string(size, '\1'))}});
    const Status status = worker.builder().AppendSpilledChunk(chunk);
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << size;
    EXPECT_EQ(status.message(), "spilled row of a wrong size: size=" + std::to_string(size));
    EXPECT_EQ(worker.RowCount(), 0);
  }
}

TEST(RowTableBuilder, ReturnsTheErrorsOfKillerAndFilter) {
  const std::vector<DataType> types(1, kI);
  JoinSpec spec = LeftBuilds(JoinType::kAntiSemi, {0}, {0});
  spec.preserved_filter = OfColumns(ScalarFunction::kPlus, 0, 0);
  const JoinPlan plan = PlanOf(spec, Numbers(1, 1), types, types);
  OneWorker worker(plan);
  const Chunk too_large = ChunkOf(types, {{Int(std::numeric_limits<std::int64_t>::max())}});
  EXPECT_EQ(worker.builder().AppendChunk(too_large).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(worker.RowCount(), 0);
  worker.killer().Kill(Cancelled("enough"));
  EXPECT_EQ(worker.builder().AppendChunk(ChunkOf(types, {{Int(1)}})).message(), "enough");
  const Chunk spilled = ChunkOf(plan.spilled_build_types, {{Unsigned(1), Text(Zeros(25))}});
  EXPECT_EQ(worker.builder().AppendSpilledChunk(spilled).message(), "enough");
}

}  // namespace
}  // namespace interlock::reference
