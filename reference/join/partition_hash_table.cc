// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/partition_hash_table.h"

#include "annotations/atomic.h"
#include "reference/join/row_layout.h"
#include "reference/status/check.h"

namespace interlock::reference {

std::int64_t PartitionHashTable::SlotCountFor(std::int64_t valid_row_count) {
  std::int64_t slot_count = kSlotCountMin;
  while (slot_count <= valid_row_count) slot_count *= 2;
  return slot_count;
}

void PartitionHashTable::Reset(std::int64_t valid_row_count, TagMask tag_mask) {
  valid_row_count_ = valid_row_count;
  tag_mask_ = tag_mask;
  slots_.assign(static_cast<std::size_t>(SlotCountFor(valid_row_count)), TaggedPointer());
}

void PartitionHashTable::Clear() {
  valid_row_count_ = 0;
  std::vector<TaggedPointer>().swap(slots_);
}

void PartitionHashTable::InsertExclusive(std::uint8_t* row, std::uint64_t hash) {
  TaggedPointer& slot = slots_[SlotOf(hash)];
  const TaggedPointer previous = slot;
  slot = TaggedPointer(row, hash, previous, tag_mask_);
  RowLayout::SetNext(row, previous);
}

void PartitionHashTable::InsertShared(std::uint8_t* row, std::uint64_t hash) {
  const AtomicRef<TaggedPointer> slot(slots_[SlotOf(hash)]);
  TaggedPointer previous = slot.LoadAcquire();
  while (!slot.CompareExchangeAcquireRelease(previous,
                                             TaggedPointer(row, hash, previous, tag_mask_))) {
  }
  // Published first, linked second: nobody follows a chain before B2.
  RowLayout::SetNext(row, previous);
}

TaggedPointer PartitionHashTable::Lookup(std::uint64_t hash) const {
  if (valid_row_count_ == 0) return TaggedPointer();
  const TaggedPointer head = slots_[SlotOf(hash)];
  return head.MayLeadTo(hash, tag_mask_) ? head : TaggedPointer();
}

TaggedPointer PartitionHashTable::Next(const std::uint8_t* row, std::uint64_t hash) const {
  const TaggedPointer next = RowLayout::Next(row);
  return next.MayLeadTo(hash, tag_mask_) ? next : TaggedPointer();
}

}  // namespace interlock::reference
