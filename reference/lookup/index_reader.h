// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// IndexReader: reads the rows of some keys from some partitions. ReaderBuilder: makes one per task,
// after pruning the partitions as the session's prune mode says.
//
// Thread safety: IndexReader is thread-compatible and belongs to one inner worker. ReaderBuilder is
// thread-safe: all inner workers share it; it has no state of its own, but reads and activates
// variables of the session (start timestamp, prune mode, telemetry).
//
// Invariants
//   1. A reader returns every row of the table with one of its keys, once.

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "reference/lookup/partition_pruning.h"
#include "reference/lookup/partitioned_table.h"
#include "reference/rows/chunk.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

using RowsByKey = std::map<std::int64_t, std::vector<Row>>;

/// Reader of one task's rows. Thread-compatible.
class IndexReader {
 public:
  /// Requires: `table` outlives the reader.
  IndexReader(const PartitionedTable& table, const PrunedPartitions& partitions,
              std::uint64_t snapshot_timestamp);

  std::uint64_t snapshot_timestamp() const { return snapshot_timestamp_; }
  const PrunedPartitions& partitions() const { return partitions_; }
  /// Adds the rows of `keys` to `rows_by_key`.
  void Read(const std::set<std::int64_t>& keys, RowsByKey& rows_by_key) const;

 private:
  const PartitionedTable& table_;
  const PrunedPartitions partitions_;
  const std::uint64_t snapshot_timestamp_;
};

/// Makes readers of one table. Thread-safe.
class ReaderBuilder {
 public:
  /// Requires: `table` outlives the builder.
  explicit ReaderBuilder(const PartitionedTable& table);

  /// Makes a reader for `keys`.
  ///
  /// Errors:  kInvalidArgument for an unknown prune mode; those of PrunePartitions.
  /// Threads: any thread of the statement; the inner workers of a join call it at once.
  StatusOr<IndexReader> Build(SessionVars& session, const std::set<std::int64_t>& keys) const;

 private:
  StatusOr<PrunedPartitions> Prune(SessionVars& session, const std::set<std::int64_t>& keys) const;

  const PartitionedTable& table_;
};

}  // namespace interlock::reference
