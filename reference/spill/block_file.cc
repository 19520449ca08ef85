// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/block_file.h"

#include <xxhash.h>

#include <array>
#include <cerrno>
#include <limits>

#include "reference/spill/little_endian.h"
#include "reference/status/check.h"

namespace interlock::reference {
namespace {

using BlockHeader = std::array<std::uint8_t, BlockFile::kHeaderSizeBytes>;

constexpr std::uint64_t kMagic = 0x42534c49;  // "ILSB"
constexpr std::int64_t kMagicOffset = 0;
constexpr std::int64_t kRowCountOffset = 4;
constexpr std::int64_t kPayloadSizeOffset = 8;
constexpr std::int64_t kChecksumOffset = 16;
static_assert(kChecksumOffset + 8 == BlockFile::kHeaderSizeBytes);

// Signals that come faster than a transfer gets on would keep it for ever.
constexpr int kInterruptionMax = 1000;

std::uint64_t ChecksumOf(const std::vector<std::uint8_t>& payload, std::int64_t offset) {
  return XXH3_64bits_withSeed(payload.data(), payload.size(), static_cast<std::uint64_t>(offset));
}

std::string PlaceOf(std::int64_t block_index, std::int64_t offset) {
  return " block=" + std::to_string(block_index) + " offset=" + std::to_string(offset);
}

}  // namespace

BlockFile::BlockFile(FileOperations& operations, const std::string& folder,
                     SpillStatistics& statistics)
    : operations_(operations), folder_(folder), statistics_(statistics) {}

BlockFile::~BlockFile() {
  if (fd_ == kNoDescriptor) return;
  operations_.Close(fd_);
  statistics_.files_open.FetchSub(1);
}

Status BlockFile::Append(const std::vector<std::uint8_t>& payload, std::int64_t row_count) {
  IL_CHECK(row_count >= 0 && row_count <= std::numeric_limits<std::uint32_t>::max());
  Status status = OpenOnce();
  if (!status.ok()) return status;
  Block block;
  block.offset = end_offset_;
  block.payload_size_bytes = static_cast<std::int64_t>(payload.size());
  block.row_count = row_count;
  BlockHeader header;
  StoreLittleEndian(kMagic, 4, &header[kMagicOffset]);
  StoreLittleEndian(static_cast<std::uint64_t>(row_count), 4, &header[kRowCountOffset]);
  StoreLittleEndian(payload.size(), 8, &header[kPayloadSizeOffset]);
  StoreLittleEndian(ChecksumOf(payload, block.offset), 8, &header[kChecksumOffset]);

  status = WriteAll(header.data(), kHeaderSizeBytes, block.offset);
  if (!status.ok()) return status;
  status = WriteAll(payload.data(), block.payload_size_bytes, block.offset + kHeaderSizeBytes);
  if (!status.ok()) return status;
  blocks_.push_back(block);  // may throw: nothing has changed before, nothing can fail behind
  const std::int64_t block_size_bytes = kHeaderSizeBytes + block.payload_size_bytes;
  end_offset_ += block_size_bytes;
  row_count_ += row_count;
  statistics_.blocks_written.FetchAdd(1);
  statistics_.bytes_written.FetchAdd(block_size_bytes);
  return Status();
}

Status BlockFile::Read(std::int64_t block_index, std::vector<std::uint8_t>& payload) {
  IL_CHECK(block_index >= 0 && block_index < block_count());
  const Block block = blocks_[static_cast<std::size_t>(block_index)];
  Status status = ReadVerified(block, payload);
  if (!status.ok()) {
    payload.clear();
    return Status(status.code(), status.message() + PlaceOf(block_index, block.offset));
  }
  statistics_.blocks_read.FetchAdd(1);
  statistics_.bytes_read.FetchAdd(kHeaderSizeBytes + block.payload_size_bytes);
  return status;
}

Status BlockFile::ReadVerified(const Block& block, std::vector<std::uint8_t>& payload) {
  BlockHeader header;
  Status status = ReadAll(header.data(), kHeaderSizeBytes, block.offset);
  if (!status.ok()) return status;
  if (LoadLittleEndian(&header[kMagicOffset], 4) != kMagic) {
    return DataLoss("spill block has a wrong magic number:");
  }
  if (LoadLittleEndian(&header[kRowCountOffset], 4) !=
      static_cast<std::uint64_t>(block.row_count)) {
    return DataLoss("spill block has a wrong row count:");
  }
  if (LoadLittleEndian(&header[kPayloadSizeOffset], 8) !=
      static_cast<std::uint64_t>(block.payload_size_bytes)) {
    return DataLoss("spill block has a wrong payload size:");
  }
  payload.resize(static_cast<std::size_t>(block.payload_size_bytes));
  status = ReadAll(payload.data(), block.payload_size_bytes, block.offset + kHeaderSizeBytes);
  if (!status.ok()) return status;
  if (LoadLittleEndian(&header[kChecksumOffset], 8) != ChecksumOf(payload, block.offset)) {
    return DataLoss("spill block has a wrong checksum:");
  }
  return Status();
}

std::int64_t BlockFile::BlockRowCount(std::int64_t block_index) const {
  IL_CHECK(block_index >= 0 && block_index < block_count());
  return blocks_[static_cast<std::size_t>(block_index)].row_count;
}

Status BlockFile::OpenOnce() {
  if (fd_ != kNoDescriptor) return Status();
  const StatusOr<int> fd = operations_.OpenAnonymous(folder_);
  if (!fd.ok()) return fd.status();
  fd_ = fd.value();
  statistics_.files_open.FetchAdd(1);
  statistics_.files_opened.FetchAdd(1);
  return Status();
}

Status BlockFile::WriteAll(const std::uint8_t* data, std::int64_t size, std::int64_t offset) {
  std::int64_t done = 0;
  int interruption_count = 0;
  while (done < size) {
    const IoResult result = operations_.Write(fd_, data + done, size - done, offset + done);
    if (result.error_number == EINTR && interruption_count < kInterruptionMax) {
      ++interruption_count;
      continue;
    }
    if (result.error_number != 0) {
      return TransferFailed("spill file cannot be written:", result.error_number, offset + done);
    }
    // A system that takes nothing and gives no reason would keep the loop for ever.
    if (result.byte_count <= 0) {
      return TransferFailed("spill file takes no more bytes:", 0, offset + done);
    }
    IL_CHECK(result.byte_count <= size - done);
    done += result.byte_count;
    interruption_count = 0;
  }
  return Status();
}

Status BlockFile::ReadAll(std::uint8_t* data, std::int64_t size, std::int64_t offset) {
  std::int64_t done = 0;
  int interruption_count = 0;
  while (done < size) {
    const IoResult result = operations_.Read(fd_, data + done, size - done, offset + done);
    if (result.error_number == EINTR && interruption_count < kInterruptionMax) {
      ++interruption_count;
      continue;
    }
    if (result.error_number != 0) {
      return TransferFailed("spill file cannot be read:", result.error_number, offset + done);
    }
    if (result.byte_count <= 0) return DataLoss("spill file ends inside a block:");
    IL_CHECK(result.byte_count <= size - done);
    done += result.byte_count;
    interruption_count = 0;
  }
  return Status();
}

Status BlockFile::TransferFailed(const char* text, int error_number, std::int64_t offset) const {
  std::string message = text;
  if (error_number != 0) message += " error=" + DescribeError(error_number);
  return IoError(message + " position=" + std::to_string(offset) + " folder=" + folder_);
}

}  // namespace interlock::reference
