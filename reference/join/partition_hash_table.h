// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PartitionHashTable: the hash table of one partition: slots that hold tagged pointers to chains of
// build rows. The chains run through the rows themselves.
//
// Thread safety: made by the builder, filled by table builders, then only read.
//   InsertExclusive  by the one table builder that has all rows of the partition
//   InsertShared     by any number of table builders, each with its own rows
//   Lookup           by any number of probe workers, after all table builders were joined (B2)
//
// Invariants
//   1. The slot count is a power of two, at least kSlotCountMin, and greater than the number of
//   rows.
//   2. After B2 the chain of slot s holds exactly the inserted rows with hash & (count - 1) == s,
//      each once, and each pointer's tag covers the tags of all rows behind it.

#include <cstdint>
#include <vector>

#include "annotations/vocabulary.h"
#include "reference/join/row_segment.h"
#include "reference/join/tagged_pointer.h"

namespace interlock::reference {

/// Hash table of one partition.
class PartitionHashTable {
 public:
  static constexpr std::int64_t kSlotCountMin = 32;

  PartitionHashTable() = default;

  /// Returns the number of slots for `valid_row_count` rows: a power of two that exceeds it.
  static std::int64_t SlotCountFor(std::int64_t valid_row_count);
  static std::int64_t SizeBytesFor(std::int64_t valid_row_count) {
    return SlotCountFor(valid_row_count) * static_cast<std::int64_t>(sizeof(TaggedPointer));
  }

  /// Makes the slots, all empty.
  void Reset(std::int64_t valid_row_count, TagMask tag_mask);
  /// Gives the memory back; the table has no slots until the next Reset.
  void Clear();

  bool is_empty() const { return valid_row_count_ == 0; }
  TagMask tag_mask() const { return tag_mask_; }
  std::int64_t size_bytes() const {
    return static_cast<std::int64_t>(slots_.size() * sizeof(TaggedPointer));
  }

  /// Puts the row in front of its chain.
  ///
  /// Requires: Reset() made room for the row; it is in no table. Exclusive: no other thread inserts
  ///           into this table. Shared: all that insert at the same time do so by InsertShared.
  void InsertExclusive(std::uint8_t* row, std::uint64_t hash);
  void InsertShared(std::uint8_t* row, std::uint64_t hash);

  /// Returns the first row of the chain of `hash`, or null if no row has that hash.
  ///
  /// Requires: B2 has passed.
  TaggedPointer Lookup(std::uint64_t hash) const;
  /// Returns the row behind `row`, or null if no further row has that hash. Requires: as Lookup.
  TaggedPointer Next(const std::uint8_t* row, std::uint64_t hash) const;

 private:
  std::size_t SlotOf(std::uint64_t hash) const { return hash & (slots_.size() - 1); }

  std::vector<TaggedPointer> slots_ IL_FROZEN_AFTER(build_finished);
  TagMask tag_mask_ IL_FROZEN_AFTER(build_finished);
  std::int64_t valid_row_count_ IL_FROZEN_AFTER(build_finished) = 0;
};

}  // namespace interlock::reference
