// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ChainRows: rows with given hashes, and the walks over a hash table that find them again.
//
// Thread safety: thread-compatible; several threads may insert different rows by InsertInto with
// is_shared.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

#include "reference/join/partition_hash_table.h"
#include "reference/join/row_segment.h"

namespace interlock::reference {

/// Rows that hold nothing but their chain. Thread-compatible.
class ChainRows {
 public:
  ChainRows(std::int64_t row_count, const std::function<std::uint64_t(std::int64_t)>& hash_of)
      : segment_(row_count) {
    for (std::int64_t i = 0; i < row_count; ++i) segment_.AppendRow(8, hash_of(i), true);
    segment_.Finalize();
    for (std::int64_t i = 0; i < row_count; ++i) index_of_[segment_.RowAt(i)] = i;
  }

  std::int64_t row_count() const { return segment_.row_count(); }
  int tag_bits() const { return segment_.tag_bits(); }

  void InsertInto(PartitionHashTable& table, std::int64_t index, bool is_shared) {
    std::uint8_t* row = segment_.RowAt(index);
    if (is_shared) {
      table.InsertShared(row, segment_.HashAt(index));
    } else {
      table.InsertExclusive(row, segment_.HashAt(index));
    }
  }

  /// Returns the numbers of the rows that a probe with `hash` meets, in the order of the chain.
  std::vector<std::int64_t> Found(const PartitionHashTable& table, std::uint64_t hash) const {
    std::vector<std::int64_t> found;
    TaggedPointer pointer = table.Lookup(hash);
    while (!pointer.is_null() && found.size() <= index_of_.size()) {
      const std::uint8_t* row = pointer.Row(table.tag_mask());
      found.push_back(index_of_.at(row));
      pointer = table.Next(row, hash);
    }
    return found;
  }

  /// Expects the chain of each slot to hold its rows, each once. Requires: a table without tags.
  void ExpectChainsComplete(const PartitionHashTable& table) const {
    const std::uint64_t slot_count = static_cast<std::uint64_t>(table.size_bytes()) / 8;
    std::map<std::uint64_t, std::vector<std::int64_t>> expected;
    for (std::int64_t i = 0; i < row_count(); ++i) {
      expected[segment_.HashAt(i) & (slot_count - 1)].push_back(i);
    }
    for (std::uint64_t slot = 0; slot < slot_count; ++slot) {
      std::vector<std::int64_t> found = Found(table, slot);
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, expected[slot]) << "slot " << slot;
    }
  }

  /// Expects a probe with the hash of each row to meet that row, once.
  void ExpectAllFound(const PartitionHashTable& table) const {
    for (std::int64_t i = 0; i < row_count(); ++i) {
      const std::vector<std::int64_t> found = Found(table, segment_.HashAt(i));
      EXPECT_EQ(std::count(found.begin(), found.end(), i), 1) << "row " << i;
    }
  }

 private:
  RowSegment segment_;
  std::unordered_map<const std::uint8_t*, std::int64_t> index_of_;
};

}  // namespace interlock::reference
