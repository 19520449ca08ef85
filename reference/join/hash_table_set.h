// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// HashTableSet: the row tables and hash tables of one round, by partition, after the merge.
//
// Thread safety: the builder makes it alone, after it joined the split workers (B1). Table builders
// then insert, as PartitionHashTable says. After B2 nothing in it changes but flag words of rows,
// and any number of probe workers, later scan workers, use it at the same time.
//
// Invariants
//   1. All three vectors keep their size, the number of partitions.
//   2. The tag mask has as many bits as every row address of the round leaves free.

#include <cstdint>
#include <vector>

#include "reference/join/build_task.h"
#include "reference/join/build_worker.h"
#include "reference/join/partition_hash_table.h"
#include "reference/join/row_segment.h"
#include "reference/memory/killer.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Returns the number of rows with a valid key.
std::int64_t ValidRowCount(const RowTable& table);
/// Returns what a tracker was charged for the segments.
std::int64_t ChargedBytes(const std::vector<RowTable>& tables);

/// What the build hands to the probe.
class HashTableSet {
 public:
  explicit HashTableSet(std::int64_t partition_count);

  /// Takes the workers' row tables, and makes the hash tables for them, without rows.
  ///
  /// Requires: every segment is finalized; no other thread uses the workers.
  void TakeRows(BuildWorkers& workers);
  /// Inserts the rows with a valid key of some segments.
  ///
  /// Requires: tasks that run at the same time keep to the invariants of BuildTask.
  /// Errors:   the reason the query was killed for.
  Status Insert(const BuildTask& task, Killer& killer);
  /// Gives the memory back. Requires: no other thread uses the tables.
  void Clear();

  const std::vector<RowTable>& row_tables() const { return row_tables_; }
  const PartitionHashTable& table(std::int64_t partition) const {
    return tables_[static_cast<std::size_t>(partition)];
  }
  TagMask tag_mask() const { return tag_mask_; }
  /// Returns whether no table has a row to be found.
  bool is_empty() const;
  /// Returns what a tracker was charged for the rows.
  std::int64_t charged_bytes() const { return ChargedBytes(row_tables_); }
  /// Returns the number of rows, those without a valid key included.
  std::int64_t row_count() const;

 private:
  std::vector<RowTable> row_tables_ IL_FROZEN_AFTER(build_finished);
  std::vector<PartitionHashTable> tables_ IL_FROZEN_AFTER(build_finished);
  TagMask tag_mask_ IL_FROZEN_AFTER(build_finished);
};

}  // namespace interlock::reference
