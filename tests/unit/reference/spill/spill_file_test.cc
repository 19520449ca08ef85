// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/spill_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "annotations/thread.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"
#include "tests/unit/reference/spill/faulty_file_operations.h"
#include "tests/unit/reference/spill/random_chunk.h"
#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

const std::vector<DataType>& BuildFileTypes() {
  static const std::vector<DataType> types = {DataType::kUint64, DataType::kUint64,
                                              DataType::kBytes};
  return types;
}

class SpillFileTest : public testing::Test {
 protected:
  void SetUp() override {
    StatusOr<std::unique_ptr<SpillStorage>> storage =
        SpillStorage::Open(folder_.path(), operations_);
    ASSERT_TRUE(storage.ok()) << storage.status().message();
    storage_ = std::move(storage.value());
  }

  TemporaryFolder folder_;
  PosixFileOperations system_;
  FaultyFileOperations operations_{system_};
  std::unique_ptr<SpillStorage> storage_;
};

TEST_F(SpillFileTest, ReturnsChunksInAnyOrder) {
  std::mt19937_64 random(11);
  const std::vector<DataType> types = {DataType::kInt64, DataType::kBytes, DataType::kDouble};
  const std::unique_ptr<SpillFile> file = storage_->CreateFile(types);
  EXPECT_EQ(file->types(), types);
  std::vector<Chunk> chunks(20);
  std::int64_t row_count = 0;
  for (Chunk& chunk : chunks) {
    FillRandomly(types, static_cast<std::int64_t>(random() % 1025), random, chunk);
    row_count += chunk.row_count();
    ASSERT_TRUE(file->AppendChunk(chunk).ok());
  }
  EXPECT_EQ(file->chunk_count(), 20);
  EXPECT_EQ(file->row_count(), row_count);
  EXPECT_EQ(storage_->statistics().blocks_written.Load(), 20);
  EXPECT_EQ(storage_->statistics().bytes_written.Load(), file->size_bytes());
  Chunk back;
  for (std::int64_t i = 19; i >= 0; --i) {
    ASSERT_TRUE(file->ReadChunk(i, back).ok());
    ExpectSameChunk(back, chunks[static_cast<std::size_t>(i)]);
  }
}

TEST_F(SpillFileTest, RowsWithoutColumnsKeepTheirNumber) {
  const std::unique_ptr<SpillFile> file = storage_->CreateFile({});
  Chunk chunk;
  chunk.Reset({});
  chunk.SetRowCount(9);
  ASSERT_TRUE(file->AppendChunk(chunk).ok());
  EXPECT_EQ(file->row_count(), 9);
  Chunk back;
  ASSERT_TRUE(file->ReadChunk(0, back).ok());
  EXPECT_EQ(back.row_count(), 9);
}

// seed-systems 3.5: hash 8 bytes, flag 1 byte, and the row's bytes, of which the length takes one.
TEST_F(SpillFileTest, BuildRowsOfOneLengthTakeNineBytesBesideTheRow) {
  std::mt19937_64 random(3);
  Chunk chunk;
  chunk.Reset(BuildFileTypes());
  while (!chunk.is_full()) {
    chunk.AppendRow({Value(std::uint64_t{random()} | (std::uint64_t{1} << 63)),
                     Value(std::uint64_t{1}), Value(std::string(40, 'r'))});
  }
  const std::unique_ptr<SpillFile> file = storage_->CreateFile(BuildFileTypes());
  ASSERT_TRUE(file->AppendChunk(chunk).ok());
  EXPECT_EQ(file->size_bytes(), 1024 * (8 + 1 + 40) + 24 + 8 + 3 + 1);
}

TEST_F(SpillFileTest, EveryFaultIsAnErrorOrChangesNothing) {
  for (const FaultKind kind :
       {FaultKind::kNoSpace, FaultKind::kInputOutputError, FaultKind::kNoDescriptor,
        FaultKind::kShortCount, FaultKind::kInterrupted, FaultKind::kNothingDone,
        FaultKind::kBitFlip}) {
    const std::int64_t descriptor_count = CountDescriptors();
    bool was_struck = true;
    std::int64_t first = 0;
    for (; was_struck; ++first) {
      std::mt19937_64 random(5);
      const std::unique_ptr<SpillFile> file = storage_->CreateFile(BuildFileTypes());
      std::vector<Chunk> chunks(3);
      operations_.SetFault({kind, first});
      Status status;
      for (std::size_t i = 0; i < chunks.size() && status.ok(); ++i) {
        FillRandomly(BuildFileTypes(), 100, random, chunks[i]);
        status = file->AppendChunk(chunks[i]);
      }
      Chunk back;
      for (std::int64_t i = 0; i < file->chunk_count() && status.ok(); ++i) {
        status = file->ReadChunk(i, back);
        if (status.ok()) {
          ExpectSameChunk(back, chunks[static_cast<std::size_t>(i)]);
        } else {
          EXPECT_EQ(back.row_count(), 0);
        }
      }
      was_struck = operations_.struck_count() > 0;
      const bool is_harmless =
          !was_struck || kind == FaultKind::kShortCount || kind == FaultKind::kInterrupted;
      EXPECT_EQ(status.ok(), is_harmless) << status.message() << " at " << first;
      if (!is_harmless) {
        EXPECT_TRUE(status.code() == StatusCode::kUnavailable ||
                    status.code() == StatusCode::kDataLoss);
      }
    }
    EXPECT_GT(first, 1);
    EXPECT_EQ(CountDescriptors(), descriptor_count);
    EXPECT_EQ(operations_.open_count(), 0);
    EXPECT_EQ(operations_.wrong_close_count(), 0);
    EXPECT_TRUE(folder_.List().empty());
  }
  EXPECT_EQ(storage_->statistics().files_open.Load(), 0);
}

TEST_F(SpillFileTest, OtherColumnsEndTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::unique_ptr<SpillFile> file = storage_->CreateFile({DataType::kInt64});
  Chunk chunk;
  chunk.Reset({DataType::kUint64});
  EXPECT_DEATH((void)file->AppendChunk(chunk), "check failed");
}

TEST_F(SpillFileTest, StorageServesManyThreads) {
  constexpr int kThreadCount = 8;
  constexpr std::int64_t kChunkCount = 20;
  std::vector<std::int64_t> size_bytes(kThreadCount);
  std::vector<Thread> threads;
  for (std::size_t worker = 0; worker < kThreadCount; ++worker) {
    threads.emplace_back([this, worker, &size_bytes]() {
      std::mt19937_64 random(worker);
      const std::unique_ptr<SpillFile> file = storage_->CreateFile(BuildFileTypes());
      std::vector<Chunk> chunks(kChunkCount);
      for (Chunk& chunk : chunks) {
        FillRandomly(BuildFileTypes(), 50, random, chunk);
        EXPECT_TRUE(file->AppendChunk(chunk).ok());
      }
      Chunk back;
      for (std::int64_t i = 0; i < kChunkCount; ++i) {
        EXPECT_TRUE(file->ReadChunk(i, back).ok());
        ExpectSameChunk(back, chunks[static_cast<std::size_t>(i)]);
      }
      size_bytes[worker] = file->size_bytes();
    });
  }
  threads.clear();
  std::int64_t sum = 0;
  for (const std::int64_t size : size_bytes) sum += size;
  const SpillStatistics& statistics = storage_->statistics();
  EXPECT_EQ(statistics.bytes_written.Load(), sum);
  EXPECT_EQ(statistics.bytes_read.Load(), sum);
  EXPECT_EQ(statistics.blocks_written.Load(), kThreadCount * kChunkCount);
  EXPECT_EQ(statistics.blocks_read.Load(), kThreadCount * kChunkCount);
  EXPECT_EQ(statistics.files_opened.Load(), kThreadCount);
  EXPECT_EQ(statistics.files_open.Load(), 0);
}

TEST(SpillStorage, OpensOnlyDirectories) {
  TemporaryFolder folder;
  PosixFileOperations operations;
  EXPECT_TRUE(SpillStorage::Open(folder.path(), operations).ok());
  const std::string file = folder.path() + "/file";
  std::ofstream(file) << "x";
  const struct {
    std::string folder;
    std::string reason;
  } cases[] = {{file, "ENOTDIR (Not a directory)"},
               {folder.path() + "/missing", "ENOENT (No such file or directory)"},
               {"", "ENOENT (No such file or directory)"}};
  for (const auto& c : cases) {
    const Status status = SpillStorage::Open(c.folder, operations).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message(),
              "spill folder is not a directory: error=" + c.reason + " folder=" + c.folder);
  }
}

TEST(SpillStorage, DefaultFolderIsTheEnvironmentsOrTmp) {
  const char* old_value = std::getenv("TMPDIR");
  const std::string old_folder = old_value == nullptr ? "" : old_value;
  ASSERT_EQ(setenv("TMPDIR", "/var/spill", 1), 0);
  EXPECT_EQ(SpillStorage::DefaultFolder(), "/var/spill");
  ASSERT_EQ(setenv("TMPDIR", "", 1), 0);
  EXPECT_EQ(SpillStorage::DefaultFolder(), "/tmp");
  ASSERT_EQ(unsetenv("TMPDIR"), 0);
  EXPECT_EQ(SpillStorage::DefaultFolder(), "/tmp");
  if (old_value != nullptr) {
    ASSERT_EQ(setenv("TMPDIR", old_folder.c_str(), 1), 0);
  }
}

}  // namespace
}  // namespace interlock::reference
