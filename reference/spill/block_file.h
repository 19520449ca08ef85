// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// BlockFile: an append-only list of checksummed blocks in one anonymous file.
//
// Thread safety: thread-compatible. Who owns the file may change between phases of an operator.
//
// Invariants
//   1. fd_ is kNoDescriptor until the first Append and open from then on; the destructor closes it.
//   2. Block i begins where block i - 1 ends; end_offset_ is where the last one ends. What a failed
//      Append left behind lies at end_offset_ or later, and the next one writes over it.
//   3. Nothing is believed that comes from the file: sizes come from blocks_, and every bit of a
//      block, header included, is compared with what was written, directly or by checksum.
//
// Layout of a block (numbers little-endian)
//   offset size
//        0    4  magic: the bytes I L S B
//        4    4  row count
//        8    8  payload size in bytes
//       16    8  XXH3 (64 bits) of the payload, seeded with the block's offset in the file: a block
//                that comes from another place does not pass
//       24    -  payload

#include <cstdint>
#include <string>
#include <vector>

#include "reference/spill/file_operations.h"
#include "reference/spill/spill_statistics.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Blocks of bytes on disk. Thread-compatible.
class BlockFile {
 public:
  static constexpr std::int64_t kHeaderSizeBytes = 24;

  /// Does not touch the system. Requires: `operations` and `statistics` outlive this.
  BlockFile(FileOperations& operations, const std::string& folder, SpillStatistics& statistics);
  BlockFile(const BlockFile&) = delete;
  BlockFile& operator=(const BlockFile&) = delete;
  ~BlockFile();

  /// Writes a block behind the last one.
  ///
  /// Requires: `row_count` fits into 32 bits.
  /// Errors:   kUnavailable if the system cannot open or write; std::bad_alloc may escape. The list
  ///           of blocks is then as before.
  Status Append(const std::vector<std::uint8_t>& payload, std::int64_t row_count);

  /// Replaces `payload` by that of a block.
  ///
  /// Requires: 0 <= block_index < block_count().
  /// Errors:   kUnavailable if the system cannot read; kDataLoss, with index and offset, if what it
  ///           reads is not what was written. `payload` is then empty. std::bad_alloc may escape.
  Status Read(std::int64_t block_index, std::vector<std::uint8_t>& payload);

  std::int64_t block_count() const { return static_cast<std::int64_t>(blocks_.size()); }
  /// Return the sums over all blocks: of bytes on disk, headers included; of rows.
  std::int64_t size_bytes() const { return end_offset_; }
  std::int64_t row_count() const { return row_count_; }
  /// Returns the rows of one block. Requires: 0 <= block_index < block_count().
  std::int64_t BlockRowCount(std::int64_t block_index) const;

 private:
  static constexpr int kNoDescriptor = -1;

  // Where a block stands, and what its header must say.
  struct Block {
    std::int64_t offset = 0;
    std::int64_t payload_size_bytes = 0;
    std::int64_t row_count = 0;
  };

  Status OpenOnce();
  Status WriteAll(const std::uint8_t* data, std::int64_t size, std::int64_t offset);
  Status ReadAll(std::uint8_t* data, std::int64_t size, std::int64_t offset);
  Status ReadVerified(const Block& block, std::vector<std::uint8_t>& payload);
  Status TransferFailed(const char* text, int error_number, std::int64_t offset) const;

  FileOperations& operations_;
  const std::string folder_;
  SpillStatistics& statistics_;
  int fd_ = kNoDescriptor;
  std::vector<Block> blocks_;
  std::int64_t end_offset_ = 0;
  std::int64_t row_count_ = 0;
};

}  // namespace interlock::reference
