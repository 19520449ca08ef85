// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/block_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "reference/spill/posix_file_operations.h"
#include "tests/unit/reference/spill/faulty_file_operations.h"
#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A payload of `size` bytes that no other `tag` has.
Bytes PayloadOf(std::int64_t size, std::uint8_t tag) {
  Bytes payload;
  for (std::int64_t i = 0; i < size; ++i) payload.push_back(static_cast<std::uint8_t>(i * 7 + tag));
  return payload;
}

class BlockFileTest : public testing::Test {
 protected:
  std::unique_ptr<BlockFile> NewFile() {
    return std::make_unique<BlockFile>(operations_, folder_.path(), statistics_);
  }

  TemporaryFolder folder_;
  PosixFileOperations system_;
  FaultyFileOperations operations_{system_};
  SpillStatistics statistics_;
};

TEST_F(BlockFileTest, ReturnsBlocksInAnyOrder) {
  const std::unique_ptr<BlockFile> file = NewFile();
  const std::int64_t sizes[] = {5, 0, 100000, 1};
  for (std::int64_t i = 0; i < 4; ++i) {
    ASSERT_TRUE(file->Append(PayloadOf(sizes[i], static_cast<std::uint8_t>(i)), 10 + i).ok());
  }
  EXPECT_EQ(file->block_count(), 4);
  EXPECT_EQ(file->row_count(), 46);
  EXPECT_EQ(file->size_bytes(), 4 * 24 + 100006);
  EXPECT_EQ(file->BlockRowCount(2), 12);
  for (const std::int64_t i : {2, 0, 3, 1, 2}) {
    Bytes payload(7, 1);
    ASSERT_TRUE(file->Read(i, payload).ok());
    EXPECT_EQ(payload, PayloadOf(sizes[i], static_cast<std::uint8_t>(i)));
  }
  EXPECT_TRUE(folder_.List().empty());
}

TEST_F(BlockFileTest, TakesADescriptorOnlyWhenWritten) {
  const std::int64_t descriptor_count = CountDescriptors();
  {
    const std::unique_ptr<BlockFile> written = NewFile();
    const std::unique_ptr<BlockFile> empty = NewFile();
    EXPECT_EQ(CountDescriptors(), descriptor_count);
    EXPECT_EQ(operations_.operation_count(), 0);
    ASSERT_TRUE(written->Append(PayloadOf(3, 0), 1).ok());
    ASSERT_TRUE(written->Append(PayloadOf(3, 1), 1).ok());
    EXPECT_EQ(CountDescriptors(), descriptor_count + 1);
    EXPECT_EQ(statistics_.files_open.Load(), 1);
  }
  EXPECT_EQ(CountDescriptors(), descriptor_count);
  EXPECT_EQ(operations_.open_count(), 0);
  EXPECT_EQ(operations_.wrong_close_count(), 0);
  EXPECT_EQ(statistics_.files_open.Load(), 0);
  EXPECT_EQ(statistics_.files_opened.Load(), 1);
}

TEST_F(BlockFileTest, CountsOnlyWhatSucceeded) {
  const std::unique_ptr<BlockFile> file = NewFile();
  ASSERT_TRUE(file->Append(PayloadOf(100, 0), 1).ok());
  operations_.SetFault({FaultKind::kNoSpace, 1});
  EXPECT_FALSE(file->Append(PayloadOf(100, 1), 1).ok());
  Bytes payload;
  ASSERT_TRUE(file->Read(0, payload).ok());
  operations_.SetFault({FaultKind::kBitFlip, 1});
  EXPECT_FALSE(file->Read(0, payload).ok());
  EXPECT_EQ(statistics_.blocks_written.Load(), 1);
  EXPECT_EQ(statistics_.bytes_written.Load(), 124);
  EXPECT_EQ(statistics_.blocks_read.Load(), 1);
  EXPECT_EQ(statistics_.bytes_read.Load(), 124);
}

TEST_F(BlockFileTest, GoesOnAfterShortCountsAndInterruptions) {
  for (const FaultKind kind : {FaultKind::kShortCount, FaultKind::kInterrupted}) {
    for (std::int64_t first = 0; first < 8; ++first) {
      const std::unique_ptr<BlockFile> file = NewFile();
      operations_.SetFault({kind, first});
      ASSERT_TRUE(file->Append(PayloadOf(1000, 1), 1).ok());
      ASSERT_TRUE(file->Append(PayloadOf(2000, 2), 1).ok());
      Bytes payload;
      ASSERT_TRUE(file->Read(0, payload).ok());
      EXPECT_EQ(payload, PayloadOf(1000, 1));
      ASSERT_TRUE(file->Read(1, payload).ok());
      EXPECT_EQ(payload, PayloadOf(2000, 2));
      EXPECT_EQ(operations_.struck_count(), 1);
    }
  }
  // Every transfer is short, down to single bytes.
  const std::unique_ptr<BlockFile> file = NewFile();
  operations_.SetFault({FaultKind::kShortCount, 0, true});
  ASSERT_TRUE(file->Append(PayloadOf(5000, 3), 1).ok());
  Bytes payload;
  ASSERT_TRUE(file->Read(0, payload).ok());
  EXPECT_EQ(payload, PayloadOf(5000, 3));
}

TEST_F(BlockFileTest, EndlessInterruptionsAndIdleTransfersEnd) {
  const std::unique_ptr<BlockFile> file = NewFile();
  ASSERT_TRUE(file->Append(PayloadOf(10, 0), 1).ok());
  Bytes payload;
  operations_.SetFault({FaultKind::kInterrupted, 0, true});
  EXPECT_NE(file->Append(PayloadOf(10, 1), 1).message().find("error=EINTR"), std::string::npos);
  EXPECT_NE(file->Read(0, payload).message().find("error=EINTR"), std::string::npos);
  operations_.SetFault({FaultKind::kNothingDone, 0, true});
  const Status write = file->Append(PayloadOf(10, 1), 1);
  EXPECT_EQ(write.code(), StatusCode::kUnavailable);
  EXPECT_NE(write.message().find("takes no more bytes"), std::string::npos);
  const Status read = file->Read(0, payload);
  EXPECT_EQ(read.code(), StatusCode::kDataLoss);
  EXPECT_EQ(read.message(), "spill file ends inside a block: block=0 offset=0");
}

// At operation `first` of an append: the error says why, the list is as before, the next append and
// all reads work. Sets `was_struck` to whether the append had that many operations.
void CheckFailedAppend(BlockFile& file, FaultyFileOperations& operations, const Fault& fault,
                       bool& was_struck) {
  const std::int64_t block_count = file.block_count();
  const std::int64_t size_bytes = file.size_bytes();
  operations.SetFault(fault);
  const Status status = file.Append(PayloadOf(3000, 2), 7);
  was_struck = operations.struck_count() > 0;
  operations.SetFault({});
  EXPECT_EQ(status.ok(), !was_struck);
  if (was_struck) {
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_NE(status.message().find("error=E"), std::string::npos) << status.message();
    EXPECT_NE(status.message().find("folder="), std::string::npos) << status.message();
    EXPECT_EQ(file.block_count(), block_count);
    EXPECT_EQ(file.size_bytes(), size_bytes);
    ASSERT_TRUE(file.Append(PayloadOf(200, 3), 7).ok());
  }
  Bytes payload;
  ASSERT_TRUE(file.Read(block_count, payload).ok());
  EXPECT_EQ(payload, was_struck ? PayloadOf(200, 3) : PayloadOf(3000, 2));
}

TEST_F(BlockFileTest, FailedAppendLeavesTheFileAsBefore) {
  for (const FaultKind kind :
       {FaultKind::kNoSpace, FaultKind::kInputOutputError, FaultKind::kNoDescriptor}) {
    bool was_struck = true;
    for (std::int64_t first = 0; was_struck; ++first) {
      const std::unique_ptr<BlockFile> file = NewFile();
      CheckFailedAppend(*file, operations_, {kind, first}, was_struck);
      ASSERT_LT(first, 10);
    }
  }
  bool was_struck = true;
  for (std::int64_t first = 0; was_struck; ++first) {
    const std::unique_ptr<BlockFile> file = NewFile();
    ASSERT_TRUE(file->Append(PayloadOf(50, 1), 5).ok());
    CheckFailedAppend(*file, operations_, {FaultKind::kNoSpace, first}, was_struck);
    Bytes payload;
    ASSERT_TRUE(file->Read(0, payload).ok());
    EXPECT_EQ(payload, PayloadOf(50, 1));
    ASSERT_LT(first, 10);
  }
  EXPECT_EQ(operations_.open_count(), 0);
  EXPECT_EQ(operations_.wrong_close_count(), 0);
}

TEST_F(BlockFileTest, FailedReadIsAnErrorOnce) {
  const std::unique_ptr<BlockFile> file = NewFile();
  ASSERT_TRUE(file->Append(PayloadOf(50, 1), 5).ok());
  for (std::int64_t first = 0; first < 2; ++first) {
    operations_.SetFault({FaultKind::kInputOutputError, first});
    Bytes payload;
    const Status status = file->Read(0, payload);
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_NE(status.message().find("error=EIO (Input/output error)"), std::string::npos);
    EXPECT_NE(status.message().find("block=0 offset=0"), std::string::npos);
    EXPECT_TRUE(payload.empty());
    EXPECT_TRUE(file->Read(0, payload).ok());
    EXPECT_EQ(payload, PayloadOf(50, 1));
  }
}

// Passes everything on, but flips one given bit of the file's content.
class OneBitWrong : public FileOperations {
 public:
  OneBitWrong(FileOperations& system, std::int64_t bit) : system_(system), bit_(bit) {}
  StatusOr<int> OpenAnonymous(const std::string& folder) override {
    return system_.OpenAnonymous(folder);
  }
  IoResult Write(int fd, const std::uint8_t* data, std::int64_t size,
                 std::int64_t offset) override {
    return system_.Write(fd, data, size, offset);
  }
  IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) override {
    const IoResult result = system_.Read(fd, data, size, offset);
    const std::int64_t byte = bit_ / 8 - offset;
    if (byte >= 0 && byte < result.byte_count) {
      data[byte] ^= static_cast<std::uint8_t>(1u << (bit_ % 8));
    }
    return result;
  }
  void Close(int fd) override { system_.Close(fd); }

 private:
  FileOperations& system_;
  const std::int64_t bit_;
};

TEST_F(BlockFileTest, EveryFlippedBitOfABlockIsNoticed) {
  const std::int64_t block_size = BlockFile::kHeaderSizeBytes + 20;
  for (std::int64_t bit = 0; bit < 8 * block_size; ++bit) {
    OneBitWrong wrong(system_, 8 * block_size + bit);
    BlockFile file(wrong, folder_.path(), statistics_);
    ASSERT_TRUE(file.Append(PayloadOf(20, 1), 2).ok());
    ASSERT_TRUE(file.Append(PayloadOf(20, 2), 3).ok());
    Bytes payload;
    EXPECT_TRUE(file.Read(0, payload).ok());
    const Status status = file.Read(1, payload);
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << "bit " << bit;
    EXPECT_NE(status.message().find("block=1 offset=44"), std::string::npos) << status.message();
    EXPECT_TRUE(payload.empty());
  }
}

// Transfers one byte at a time, each after an interruption.
class InterruptedBytes : public OneBitWrong {
 public:
  explicit InterruptedBytes(FileOperations& system) : OneBitWrong(system, -8) {}
  IoResult Write(int fd, const std::uint8_t* data, std::int64_t, std::int64_t offset) override {
    if (Interrupts()) return {0, EINTR};
    return OneBitWrong::Write(fd, data, 1, offset);
  }
  IoResult Read(int fd, std::uint8_t* data, std::int64_t, std::int64_t offset) override {
    if (Interrupts()) return {0, EINTR};
    return OneBitWrong::Read(fd, data, 1, offset);
  }

 private:
  bool Interrupts() {
    interrupts_ = !interrupts_;
    return interrupts_;
  }

  bool interrupts_ = false;
};

TEST_F(BlockFileTest, AnyNumberOfInterruptionsWithProgressIsHarmless) {
  InterruptedBytes slow(system_);
  BlockFile file(slow, folder_.path(), statistics_);
  ASSERT_TRUE(file.Append(PayloadOf(2500, 1), 2).ok());
  Bytes payload;
  ASSERT_TRUE(file.Read(0, payload).ok());
  EXPECT_EQ(payload, PayloadOf(2500, 1));
}

// Reads every block from where the first one stands: right content, wrong place.
class AlwaysFirstBlock : public OneBitWrong {
 public:
  AlwaysFirstBlock(FileOperations& system, std::int64_t block_size)
      : OneBitWrong(system, -8), block_size_(block_size) {}
  IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) override {
    return OneBitWrong::Read(fd, data, size, offset % block_size_);
  }

 private:
  const std::int64_t block_size_;
};

TEST_F(BlockFileTest, ABlockFromAnotherPlaceIsNoticed) {
  AlwaysFirstBlock wrong(system_, BlockFile::kHeaderSizeBytes + 20);
  BlockFile file(wrong, folder_.path(), statistics_);
  ASSERT_TRUE(file.Append(PayloadOf(20, 1), 2).ok());
  ASSERT_TRUE(file.Append(PayloadOf(20, 2), 2).ok());
  Bytes payload;
  EXPECT_TRUE(file.Read(0, payload).ok());
  EXPECT_EQ(file.Read(1, payload).message(), "spill block has a wrong checksum: block=1 offset=44");
}

TEST_F(BlockFileTest, CallsComeAtTheirOperation) {
  const std::unique_ptr<BlockFile> file = NewFile();
  std::vector<std::int64_t> blocks_at_call;
  Fault fault = {FaultKind::kCall, 3};
  fault.call = [&]() { blocks_at_call.push_back(file->block_count()); };
  operations_.SetFault(fault);
  ASSERT_TRUE(file->Append(PayloadOf(20, 1), 2).ok());  // operations 0 to 2
  ASSERT_TRUE(file->Append(PayloadOf(20, 1), 2).ok());
  EXPECT_EQ(blocks_at_call, std::vector<std::int64_t>{1});
}

TEST_F(BlockFileTest, IndexOutOfRangeEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::unique_ptr<BlockFile> file = NewFile();
  Bytes payload;
  EXPECT_DEATH((void)file->Read(0, payload), "check failed");
  EXPECT_DEATH((void)file->Append(payload, std::int64_t{1} << 32), "check failed");
}

}  // namespace
}  // namespace interlock::reference
