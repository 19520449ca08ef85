// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// What goes to disk: each row of a spilled partition once in each round in which it is spilled, in
// no more bytes than the format that the join is specified with.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/hash/hash_policy.h"
#include "reference/join/join_plan.h"
#include "reference/spill/block_file.h"
#include "reference/spill/chunk_codec.h"
#include "reference/spill/little_endian.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"
#include "tests/faults/generated_join.h"
#include "tests/faults/recording_file_operations.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kPartitionCount = 16;
constexpr int kPartitionBits = 4;
constexpr std::int64_t kWord = 8;
// In front of the rows of a chunk: block header; numbers of rows and columns; tag and at most one
// length for each column.
constexpr std::int64_t kChunkHeadBytes = BlockFile::kHeaderSizeBytes + 8;
constexpr std::int64_t kColumnHeadBytes = 1 + 2;

std::int64_t ColumnCount(const GeneratedTable& table) { return 1 + table.payload_count; }

/// Returns the bytes of a build row in memory: link, NULL map, cells, padding; key inlined.
std::int64_t RowBytes(const GeneratedTable& table) {
  return (kWord + (ColumnCount(table) + 7) / 8 + kWord * ColumnCount(table) + 7) / 8 * 8;
}

/// Returns the bytes of a row on disk as specified: hash, whether the key is valid, complete row.
std::int64_t SpecifiedBuildBytes(const GeneratedTable& table) {
  return kWord + 1 + RowBytes(table);
}
/// Hash, key, columns.
std::int64_t SpecifiedProbeBytes(const GeneratedTable& table) {
  return kWord + kWord + kWord * ColumnCount(table);
}

/// The partitions that a key belongs to, round by round: one letter for each.
std::string PathOf(std::int64_t key, std::size_t round_count) {
  std::uint64_t hash =
      HashBytes(HashPolicy::kFnv1, reinterpret_cast<const std::uint8_t*>(&key), sizeof(key));
  std::string path;
  while (path.size() < round_count) {
    path += static_cast<char>('a' + (hash >> (64 - kPartitionBits)));
    hash = HashWord(HashPolicy::kFnv1, hash);
  }
  return path;
}

/// Returns the round of which `hash` is the hash of `key`, or -1.
int RoundOf(std::int64_t key, std::uint64_t hash) {
  std::uint64_t expected =
      HashBytes(HashPolicy::kFnv1, reinterpret_cast<const std::uint8_t*>(&key), sizeof(key));
  for (int round = 0; round < 8; ++round) {
    if (hash == expected) return round;
    expected = HashWord(HashPolicy::kFnv1, expected);
  }
  return -1;
}

/// The rows of one side that were found on disk. Thread-compatible.
struct WrittenSide {
  std::set<std::pair<int, std::int64_t>> rows;  // round, number of the row
  std::int64_t row_count = 0;
  std::int64_t file_bytes = 0;
  std::int64_t head_bytes_max = 0;
  std::set<std::string> partitions;  // paths
};

/// Notes a row. Requires: its first payload is its number.
void NoteRow(const GeneratedTable& table, std::uint64_t hash, std::int64_t key, std::int64_t row,
             WrittenSide& side) {
  ASSERT_GE(row, 0);
  ASSERT_LT(row, table.row_count);
  ASSERT_EQ(key, KeyOfRow(table, row));
  const int round = RoundOf(key, hash);
  ASSERT_GE(round, 0) << "hash of no round";
  ++side.row_count;
  EXPECT_TRUE(side.rows.emplace(round, row).second)
      << "row " << row << " was written twice in round " << round;
  side.partitions.insert(PathOf(key, static_cast<std::size_t>(round) + 1));
}

std::int64_t WordIn(std::string_view bytes, std::size_t offset) {
  std::int64_t word = 0;
  std::memcpy(&word, bytes.data() + offset, sizeof(word));
  return word;
}

void NoteBuildChunk(const GeneratedTable& table, const Chunk& chunk, WrittenSide& side) {
  for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
    // A byte for the key, one for the NULL map, the cells.
    const std::string_view row = chunk.column(kSpilledBuildRow).BytesAt(i);
    ASSERT_EQ(static_cast<std::int64_t>(row.size()), 1 + RowBytes(table) - kWord);
    ASSERT_EQ(row[0], 1);
    NoteRow(table, chunk.column(kSpilledBuildHash).WordAt(i), WordIn(row, 2), WordIn(row, 2 + 8),
            side);
  }
}

void NoteProbeChunk(const GeneratedTable& table, const Chunk& chunk, WrittenSide& side) {
  for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
    const std::int64_t key = static_cast<std::int64_t>(chunk.column(kSpilledProbeFirst).WordAt(i));
    ASSERT_EQ(WordIn(chunk.column(kSpilledProbeKey).BytesAt(i), 0), key);
    NoteRow(table, chunk.column(kSpilledProbeHash).WordAt(i), key,
            static_cast<std::int64_t>(chunk.column(kSpilledProbeFirst + 1).WordAt(i)), side);
  }
}

/// Reads a file that the join wrote, without the classes that wrote it.
void NoteFile(const GeneratedJoin& join, const std::vector<std::uint8_t>& file, WrittenSide& build,
              WrittenSide& probe) {
  const std::vector<DataType> build_types = {DataType::kUint64, DataType::kBytes};
  std::vector<DataType> probe_types = build_types;
  probe_types.resize(2 + static_cast<std::size_t>(ColumnCount(join.probe)), DataType::kInt64);
  std::size_t offset = 0;
  while (offset < file.size()) {
    const std::size_t size = LoadLittleEndian(&file[offset + 8], 8);
    const std::size_t begin = offset + static_cast<std::size_t>(BlockFile::kHeaderSizeBytes);
    ASSERT_LE(begin + size, file.size());
    const std::vector<std::uint8_t> payload(&file[begin], &file[begin] + size);
    const bool is_build = LoadLittleEndian(&payload[4], 4) == build_types.size();
    WrittenSide& side = is_build ? build : probe;
    Chunk chunk;
    ASSERT_TRUE(DecodeChunk(payload, is_build ? build_types : probe_types, chunk).ok());
    EXPECT_EQ(static_cast<std::uint64_t>(chunk.row_count()),
              LoadLittleEndian(&file[offset + 4], 4));
    if (is_build) {
      NoteBuildChunk(join.build, chunk, side);
    } else {
      NoteProbeChunk(join.probe, chunk, side);
    }
    side.head_bytes_max += kChunkHeadBytes + kColumnHeadBytes * chunk.column_count();
    side.file_bytes += static_cast<std::int64_t>(BlockFile::kHeaderSizeBytes + size);
    offset = begin + size;
  }
}

/// Returns how many rows of a table are in these partitions; a row in two, of two rounds, counts
/// twice.
std::int64_t RowsIn(const GeneratedTable& table, const std::set<std::string>& partitions) {
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < table.row_count; ++row) {
    const std::string path = PathOf(KeyOfRow(table, row), 8);
    for (std::size_t size = 1; size <= path.size(); ++size) {
      count += partitions.count(path.substr(0, size)) > 0 ? 1 : 0;
    }
  }
  return count;
}

void PrintSide(const char* name, std::int64_t row_count, std::int64_t data_bytes,
               std::int64_t specified_bytes, std::int64_t file_bytes) {
  const auto ratio = [file_bytes](std::int64_t bytes) {
    return bytes == 0 ? 0.0 : static_cast<double>(file_bytes) / static_cast<double>(bytes);
  };
  std::printf(
      "%-6s rows written %9lld, bytes %11lld, of the rows %11lld (%.3f), of the specified "
      "format %11lld (%.3f)\n",
      name, static_cast<long long>(row_count), static_cast<long long>(file_bytes),
      static_cast<long long>(data_bytes), ratio(data_bytes),
      static_cast<long long>(specified_bytes), ratio(specified_bytes));
}

GeneratedJoin MakeJoin(std::int64_t build_row_count, std::int64_t probe_row_count,
                       std::int64_t payload_count, std::int64_t worker_count) {
  GeneratedJoin join;
  join.build = {build_row_count, build_row_count, payload_count, 1};
  join.probe = {probe_row_count, build_row_count, payload_count, 2};
  join.options.worker_count = worker_count;
  join.options.partition_count = kPartitionCount;
  join.options.round_max = 8;
  return join;
}

/// Returns the rows of the result.
std::int64_t PairCount(const GeneratedJoin& join) {
  std::map<std::int64_t, std::int64_t> build_rows;
  for (std::int64_t i = 0; i < join.build.row_count; ++i) ++build_rows[KeyOfRow(join.build, i)];
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < join.probe.row_count; ++i) {
    const auto found = build_rows.find(KeyOfRow(join.probe, i));
    if (found != build_rows.end()) count += found->second;
  }
  return count;
}

void CheckWrittenRows(GeneratedJoin join) {
  // The first payload is the row's number; the others take all their bytes.
  join.build.first_payload_is_row = true;
  join.probe.first_payload_is_row = true;
  PosixFileOperations system;
  RecordingFileOperations operations(system);
  const GeneratedJoinRun run = RunGeneratedJoin(join, SpillStorage::DefaultFolder(), operations);
  ASSERT_TRUE(run.status.ok()) << run.status.message();
  EXPECT_EQ(run.row_count, PairCount(join));
  EXPECT_GE(run.statistics.round_max, 2u);
  WrittenSide build;
  WrittenSide probe;
  for (const std::vector<std::uint8_t>& file : operations.files()) {
    ASSERT_NO_FATAL_FAILURE(NoteFile(join, file, build, probe));
  }
  // A partition may have no row of one side, so the other one's tell, too.
  std::set<std::string> partitions = build.partitions;
  partitions.insert(probe.partitions.begin(), probe.partitions.end());
  EXPECT_EQ(build.row_count, RowsIn(join.build, partitions));
  EXPECT_EQ(probe.row_count, RowsIn(join.probe, partitions));
  EXPECT_EQ(run.statistics.spilled_build_rows, static_cast<std::uint64_t>(build.row_count));
  EXPECT_EQ(run.statistics.spilled_probe_rows, static_cast<std::uint64_t>(probe.row_count));
  EXPECT_EQ(run.statistics.spilled_partitions, partitions.size());
  EXPECT_EQ(run.bytes_written, build.file_bytes + probe.file_bytes);

  const std::int64_t build_bytes = build.row_count * SpecifiedBuildBytes(join.build);
  const std::int64_t probe_bytes = probe.row_count * SpecifiedProbeBytes(join.probe);
  EXPECT_LE(build.file_bytes, build_bytes + build.head_bytes_max);
  EXPECT_LE(probe.file_bytes, probe_bytes + probe.head_bytes_max);
  std::printf("%lld x %lld rows of %lld columns, N=%lld, %zu partitions spilled in %llu rounds\n",
              static_cast<long long>(join.build.row_count),
              static_cast<long long>(join.probe.row_count),
              static_cast<long long>(ColumnCount(join.build)),
              static_cast<long long>(join.options.worker_count), partitions.size(),
              static_cast<unsigned long long>(run.statistics.round_max));
  PrintSide("build", build.row_count, build.row_count * kWord * ColumnCount(join.build),
            build_bytes, build.file_bytes);
  PrintSide("probe", probe.row_count, probe.row_count * kWord * ColumnCount(join.probe),
            probe_bytes, probe.file_bytes);
}

TEST(SpillBytes, EachSpilledRowIsWrittenOncePerRound) {
  for (const std::int64_t worker_count : {1, 2, 5}) {
    GeneratedJoin join = MakeJoin(20000, 60000, 2, worker_count);
    join.options.segment_row_max = 64;
    join.options.spill_chunk_row_max = 256;
    join.limit_bytes = 50000;
    CheckWrittenRows(join);
    join.build.key_count = 3000;  // rows that share a key
    join.probe.key_count = 4000;
    join.probe.row_count = 20000;
    CheckWrittenRows(join);
  }
}

// A tenth of the rows that the layout was designed for: 4 million x 16 million, a key and three
// payloads. Every payload takes its 8 bytes.
TEST(SpillBytes, FourColumnsTakeNoMoreThanSpecified) {
  GeneratedJoin join = MakeJoin(400000, 1600000, 3, 2);
  join.limit_bytes = 3 << 20;
  PosixFileOperations operations;
  const GeneratedJoinRun run = RunGeneratedJoin(join, SpillStorage::DefaultFolder(), operations);
  ASSERT_TRUE(run.status.ok()) << run.status.message();
  EXPECT_EQ(run.row_count, join.probe.row_count);
  const std::int64_t build_rows = static_cast<std::int64_t>(run.statistics.spilled_build_rows);
  const std::int64_t probe_rows = static_cast<std::int64_t>(run.statistics.spilled_probe_rows);
  const std::int64_t specified_bytes =
      build_rows * SpecifiedBuildBytes(join.build) + probe_rows * SpecifiedProbeBytes(join.probe);
  const std::int64_t data_bytes = (build_rows + probe_rows) * kWord * ColumnCount(join.build);
  const std::int64_t head_bytes =
      run.blocks_written * (kChunkHeadBytes + kColumnHeadBytes * (2 + ColumnCount(join.probe)));
  EXPECT_LE(run.bytes_written, specified_bytes + head_bytes);
  EXPECT_GT(build_rows, join.build.row_count * 3 / 4);
  std::printf(
      "%lld x %lld rows of 4 columns, %lld build and %lld probe rows spilled, %llu rounds\n",
      static_cast<long long>(join.build.row_count), static_cast<long long>(join.probe.row_count),
      static_cast<long long>(build_rows), static_cast<long long>(probe_rows),
      static_cast<unsigned long long>(run.statistics.round_max + 1));
  PrintSide("both", build_rows + probe_rows, data_bytes, specified_bytes, run.bytes_written);
}

}  // namespace
}  // namespace interlock::reference
