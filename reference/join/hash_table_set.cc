// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/hash_table_set.h"

#include <algorithm>
#include <utility>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::size_t kInsertRowsBetweenPolls = 10;

}  // namespace

std::int64_t ValidRowCount(const RowTable& table) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    count += static_cast<std::int64_t>(table[i]->valid_positions().size());
  }
  return count;
}

std::int64_t ChargedBytes(const std::vector<RowTable>& tables) {
  std::int64_t bytes = 0;
  for (std::size_t p = 0; p < tables.size(); ++p) {
    for (std::size_t i = 0; i < tables[p].size(); ++i) bytes += tables[p][i]->charged_bytes();
  }
  return bytes;
}

HashTableSet::HashTableSet(std::int64_t partition_count)
    : row_tables_(static_cast<std::size_t>(partition_count)),
      tables_(static_cast<std::size_t>(partition_count)) {}

void HashTableSet::TakeRows(BuildWorkers& workers) {
  int tag_bits = kTagBitsMax;
  for (std::size_t w = 0; w < workers.size(); ++w) {
    for (std::size_t p = 0; p < row_tables_.size(); ++p) {
      RowTable& table = workers[w]->tables[p];
      // Throws before anything has moved, or not at all: every segment stays in one of the two.
      row_tables_[p].reserve(row_tables_[p].size() + table.size());
      for (std::size_t i = 0; i < table.size(); ++i) {
        IL_CHECK(table[i]->is_finalized());
        tag_bits = std::min(tag_bits, table[i]->tag_bits());
        row_tables_[p].push_back(std::move(table[i]));
      }
      table.clear();
    }
  }
  tag_mask_ = TagMask(tag_bits);
  for (std::size_t p = 0; p < tables_.size(); ++p) {
    tables_[p].Reset(ValidRowCount(row_tables_[p]), tag_mask_);
  }
}

Status HashTableSet::Insert(const BuildTask& task, Killer& killer) {
  PartitionHashTable& table = tables_[static_cast<std::size_t>(task.partition)];
  const RowTable& rows = row_tables_[static_cast<std::size_t>(task.partition)];
  for (std::int64_t s = task.first_segment; s < task.end_segment; ++s) {
    RowSegment& segment = *rows[static_cast<std::size_t>(s)];
    const std::vector<std::int64_t>& positions = segment.valid_positions();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (i % kInsertRowsBetweenPolls == 0) {
        Status status = killer.Poll();
        if (!status.ok()) return status;
      }
      std::uint8_t* row = segment.RowAt(positions[i]);
      const std::uint64_t hash = segment.HashAt(positions[i]);
      if (task.is_exclusive) {
        table.InsertExclusive(row, hash);
      } else {
        table.InsertShared(row, hash);
      }
    }
  }
  return Status();
}

void HashTableSet::Clear() {
  for (std::size_t p = 0; p < tables_.size(); ++p) {
    row_tables_[p].clear();
    tables_[p].Clear();
  }
}

bool HashTableSet::is_empty() const {
  for (std::size_t p = 0; p < tables_.size(); ++p) {
    if (!tables_[p].is_empty()) return false;
  }
  return true;
}

std::int64_t HashTableSet::row_count() const {
  std::int64_t count = 0;
  for (std::size_t p = 0; p < row_tables_.size(); ++p) {
    for (std::size_t i = 0; i < row_tables_[p].size(); ++i) count += row_tables_[p][i]->row_count();
  }
  return count;
}

}  // namespace interlock::reference
