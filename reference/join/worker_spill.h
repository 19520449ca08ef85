// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// WorkerSpill: the files of one worker index, one build and one probe file for each spilled
// partition, and the buffers in front of them.
//
// Thread safety: thread-compatible. The spill worker with this index uses it in the build, the
// probe worker with this index in the probe, the coordinator between rounds; joins lie between
// them. No two indexes share anything, not even a counter (mutant M05).
//
// Invariants
//   1. A partition has both files or none.
//   2. probe_chunks_[p] has fewer rows than a chunk on disk may have.

#include <cstdint>
#include <memory>
#include <vector>

#include "reference/join/build_worker.h"
#include "reference/join/join_plan.h"
#include "reference/join/row_layout.h"
#include "reference/spill/spill_file.h"
#include "reference/spill/spill_storage.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The two files of a worker and a partition.
struct SpillFilePair {
  std::unique_ptr<SpillFile> build;
  std::unique_ptr<SpillFile> probe;
};

/// Files and buffers of one worker index. Thread-compatible.
class WorkerSpill {
 public:
  /// Requires: both outlive this.
  WorkerSpill(const JoinPlan& plan, SpillStorage& storage);

  /// Moves the rows of these partitions from the worker's row tables to its files, and makes files
  /// for those without rows, too: a restore reads one of each worker.
  ///
  /// Errors: those of SpillFile. The rows are out of memory either way, and counted as released.
  Status SpillRows(BuildWorker& worker, const std::vector<std::int64_t>& partitions);
  /// Returns the charged bytes of the segments that the last SpillRows took out of memory.
  std::int64_t released_bytes() const { return released_bytes_; }

  /// Buffers one row of a probe chunk whose child columns begin at `first_column`.
  Status AppendProbeRow(std::int64_t partition, std::uint64_t hash, KeyBytes key,
                        const Chunk& chunk, std::int64_t row_index, std::int64_t first_column);
  /// Writes what AppendProbeRow still buffers.
  Status FlushProbeRows();

  /// Gives the files of a partition away. Requires: it has some; nothing is buffered.
  SpillFilePair TakeFiles(std::int64_t partition);

  std::uint64_t spilled_build_rows() const { return spilled_build_rows_; }
  std::uint64_t spilled_probe_rows() const { return spilled_probe_rows_; }

 private:
  Status WriteTable(RowTable& table, SpillFile& file);
  Status WriteSegment(RowSegment& segment, SpillFile& file);
  Status WriteBuildChunk(SpillFile& file);
  Status WriteProbeChunk(std::int64_t partition);

  const JoinPlan& plan_;
  SpillStorage& storage_;
  std::vector<SpillFilePair> files_;  // by partition
  std::vector<Chunk> probe_chunks_;   // by partition
  Chunk build_chunk_;
  std::vector<std::uint8_t> row_scratch_;
  std::int64_t released_bytes_ = 0;
  std::uint64_t spilled_build_rows_ = 0;
  std::uint64_t spilled_probe_rows_ = 0;
};

}  // namespace interlock::reference
