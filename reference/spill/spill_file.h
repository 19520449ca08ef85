// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SpillFile: an append-only list of chunks of one width on disk.
//
// Thread safety: thread-compatible. A spill file belongs to one worker index; who acts for that
// index may change between phases of the operator.
//
// Invariants
//   1. Chunk i is block i of the file, so what BlockFile promises for a failed append or a damaged
//      block holds for chunks.
//   2. A file without chunks takes neither descriptor nor disk space.
//   3. No buffer outlives a call: many files of many workers take no memory beside their lists.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/rows/chunk.h"
#include "reference/rows/data_type.h"
#include "reference/spill/block_file.h"
#include "reference/spill/file_operations.h"
#include "reference/spill/spill_statistics.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Chunks on disk. Thread-compatible.
class SpillFile {
 public:
  /// Does not touch the system. Requires: `operations` and `statistics` outlive this.
  SpillFile(FileOperations& operations, const std::string& folder, SpillStatistics& statistics,
            const std::vector<DataType>& types);
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  /// Writes a copy of `chunk` behind the last one.
  ///
  /// Requires: its columns have types().
  /// Errors:   kUnavailable if the system cannot open or write; std::bad_alloc may escape. The list
  ///           of chunks is then as before.
  Status AppendChunk(const Chunk& chunk);

  /// Replaces `chunk` by a chunk of the list.
  ///
  /// Requires: 0 <= chunk_index < chunk_count().
  /// Errors:   kUnavailable if the system cannot read; kDataLoss if it reads something else than
  /// was
  ///           written. `chunk` is then empty. std::bad_alloc may escape.
  Status ReadChunk(std::int64_t chunk_index, Chunk& chunk);

  const std::vector<DataType>& types() const { return types_; }
  std::int64_t chunk_count() const { return blocks_.block_count(); }
  std::int64_t row_count() const { return blocks_.row_count(); }
  /// Returns the bytes on disk, block headers included.
  std::int64_t size_bytes() const { return blocks_.size_bytes(); }

 private:
  const std::vector<DataType> types_;
  BlockFile blocks_;
};

}  // namespace interlock::reference
