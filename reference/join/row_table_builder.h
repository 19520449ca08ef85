// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowTableBuilder: what a split worker needs to turn chunks into rows of its row tables: scratch
// space, and how many rows lie in the open segment of each partition.
//
// Thread safety: thread-compatible. It belongs to the worker between the receipt of a unit and the
// Done of it, and to a spill while no unit is out (JoinSpill); so do the row tables it writes.
//
// Invariants
//   1. rows_in_open_segment_[p] is the row count of the last segment of partition p if that one is
//      not finalized, else 0.

#include <cstdint>
#include <vector>

#include "annotations/vocabulary.h"
#include "reference/join/join_plan.h"
#include "reference/join/row_segment.h"
#include "reference/join/serialized_keys.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"
#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Builder of one worker's row tables. Thread-compatible.
class RowTableBuilder {
 public:
  /// Requires: all outlive the builder. `tables` has one row table for each partition.
  RowTableBuilder(const JoinPlan& plan, MemoryTracker& tracker, Killer& killer,
                  std::vector<RowTable>& tables);

  /// Appends the rows of a chunk of the build child.
  ///
  /// Errors: the reason the query was killed for; those of the filter; kResourceExhausted for a row
  ///         that is too large. Rows before the one that failed stay.
  Status AppendChunk(const Chunk& chunk) IL_BRACKET(units);
  /// Appends the rows of a chunk of a spilled build file, under the hash of the next round.
  ///
  /// Errors: as AppendChunk; kDataLoss if the chunk is not what AppendSpilledRow makes.
  Status AppendSpilledChunk(const Chunk& chunk) IL_BRACKET(units);

  /// Finalizes the open segment of a partition, if there is one.
  ///
  /// Requires: inside a spill `charge` is false: a charge there would wait for the spill's end.
  void Finalize(std::int64_t partition, bool charge);

  std::int64_t rows_in_open_segment(std::int64_t partition) const {
    return rows_in_open_segment_[static_cast<std::size_t>(partition)];
  }
  std::uint64_t appended_row_count() const { return appended_row_count_; }

  /// Appends one row of a segment to a chunk of a spilled build file (JoinPlan has its types).
  static void AppendSpilledRow(RowSegment& segment, std::int64_t row_index, bool is_valid,
                               std::vector<std::uint8_t>& scratch, Chunk& chunk);

 private:
  std::uint8_t* AppendRow(std::int64_t partition, std::int64_t size_bytes, std::uint64_t hash,
                          bool is_valid);
  StatusOr<std::int64_t> RowSizeBytes(const Chunk& chunk, std::int64_t row_index) const;
  void WriteRow(const Chunk& chunk, std::int64_t row_index, std::uint8_t* row) const;
  void CloseFullSegment(std::int64_t partition);
  // Spreads rows without partner over the partitions, evenly.
  std::uint64_t NextInvalidHash() { return next_invalid_hash_++; }
  std::int64_t PartitionOfInvalid(std::uint64_t hash) const;

  const JoinPlan& plan_;
  MemoryTracker& tracker_;
  Killer& killer_;
  std::vector<RowTable>& tables_;
  std::vector<std::int64_t> rows_in_open_segment_;
  std::uint64_t next_invalid_hash_ = 0;
  std::uint64_t appended_row_count_ = 0;
  SerializedKeys keys_;
  std::vector<TruthValue> filter_truths_;
};

}  // namespace interlock::reference
