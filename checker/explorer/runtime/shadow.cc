// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/shadow.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

namespace interlock::explore::runtime {
namespace {

constexpr u64 kDirectoryBytes = sizeof(void*) << 16;

u8 MaskOf(uptr address, u64 bytes) { return static_cast<u8>(((1u << bytes) - 1) << (address & 7)); }

bool HappensBefore(const Cell& cell, const AccessInfo& access) {
  return cell.thread == access.thread || cell.clock <= access.seen->at[cell.thread];
}

bool Conflict(const Cell& cell, u8 extent, u8 flags) {
  if (((cell.flags | flags) & kAccessWrite) == 0) return false;
  const bool both_atomic = (cell.flags & flags & kAccessAtomic) != 0;
  return !both_atomic || cell.extent != extent;
}

// Everything that conflicts with `cell` also conflicts with the new access.
bool AtLeastAsStrong(const Cell& cell, u8 extent, u8 flags) {
  if ((flags & kAccessWrite) == 0 && (cell.flags & kAccessWrite) != 0) return false;
  if ((flags & kAccessAtomic) == 0) return true;
  return (cell.flags & kAccessAtomic) != 0 && cell.extent == extent;
}

u32 BucketOf(uptr granule, u32 buckets) {
  return static_cast<u32>((granule * 0x9e3779b97f4a7c15ull) >> 40) & (buckets - 1);
}

}  // namespace

void Shadow::Initialize(RaceHandler handler) {
  handler_ = handler;
  top_ = static_cast<Leaf***>(MapMemory(0, kDirectoryBytes, "shadow directory"));
  buckets_ = static_cast<Bucket*>(MapMemory(0, sizeof(Bucket) * kBuckets, "shadow buckets"));
  blocks_ = static_cast<OverflowBlock*>(
      MapMemory(0, sizeof(OverflowBlock) * kOverflowBlocks, "shadow overflow"));
  used_blocks_ = 1;
  blocks_base_ = 0;
}

Shadow::Leaf* Shadow::LeafOf(uptr address) {
  Leaf**& middle = top_[(address >> 32) & 0xffff];
  if (IL_UNLIKELY(middle == nullptr)) {
    middle = static_cast<Leaf**>(MapMemory(0, kDirectoryBytes, "shadow directory"));
  }
  Leaf*& leaf = middle[(address >> 16) & 0xffff];
  if (IL_UNLIKELY(leaf == nullptr)) {
    leaf = static_cast<Leaf*>(MapMemory(0, sizeof(Leaf), "shadow"));
  }
  return leaf;
}

bool Shadow::Access(uptr address, u64 bytes, const AccessInfo& access, bool by_site) {
  bool changed = false;
  while (bytes > 0) {
    u64 part = 8 - (address & 7);
    if (part > bytes) part = bytes;
    changed |= AccessGranule(address & ~uptr{7}, MaskOf(address, part), access, by_site);
    address += part;
    bytes -= part;
  }
  return changed;
}

// True if the thread made an equal access in this stretch and no other thread touched the bytes:
// then this one meets nothing that the other one did not meet.
bool Shadow::IsRepetition(const Granule& shadow, u8 extent, const AccessInfo& access,
                          bool by_site) const {
  bool found = false;
  for (const Cell& cell : shadow.cells) {
    if ((cell.mask & extent) == 0 || cell.clock < access.base) continue;
    if (cell.thread != access.thread) return false;
    const bool same = cell.flags == access.flags && cell.extent == extent;
    found |= cell.clock == access.clock && (cell.mask & extent) == extent &&
             (by_site ? same && cell.pc == access.pc && cell.node == access.node
                      : same || cell.flags == kAccessWrite);
  }
  // With all cells in use others may stand in the overflow.
  return found && shadow.cells[kCells - 1].clock < access.base;
}

bool Shadow::AccessGranule(uptr granule, u8 extent, const AccessInfo& access, bool by_site) {
  Granule* shadow = GranuleOf(granule);
  if (IsRepetition(*shadow, extent, access, by_site)) return false;
  Cell* slot = nullptr;
  bool full = true;
  for (Cell& cell : shadow->cells) {
    const bool live =
        cell.clock >= access.base && cell.mask != 0 && Examine(cell, extent, access, granule);
    if (!live) {
      if (cell.clock < access.base) full = false;  // this granule cannot have overflowed yet
      cell.mask = 0;
      if (slot == nullptr) slot = &cell;
    }
  }
  if (full) ExamineOverflow(granule, extent, access);
  if (slot == nullptr) slot = OverflowSlot(granule, access);
  *slot = Cell{access.clock, access.pc, access.node, extent, static_cast<u8>(access.thread),
               access.flags, extent};
  return true;
}

// Compares the new access with an old one; false if the old cell has become empty.
bool Shadow::Examine(Cell& cell, u8 extent, const AccessInfo& access, uptr granule) {
  const u8 common = cell.mask & extent;
  if (common == 0) return true;
  if (!HappensBefore(cell, access)) {
    if (Conflict(cell, extent, access.flags)) handler_(cell, access, extent, granule, common);
    return true;
  }
  if (AtLeastAsStrong(cell, extent, access.flags)) cell.mask &= static_cast<u8>(~common);
  return cell.mask != 0;
}

void Shadow::ExamineOverflow(uptr granule, u8 extent, const AccessInfo& access) {
  const Bucket& bucket = buckets_[BucketOf(granule, kBuckets)];
  if (bucket.base != access.base) return;
  for (u32 i = bucket.first; i != 0; i = blocks_[i].next) {
    OverflowBlock& block = blocks_[i];
    if (block.granule != granule) continue;
    for (int k = 0; k < block.count;) {
      if (Examine(block.cells[k], extent, access, granule)) {
        ++k;
      } else {
        block.cells[k] = block.cells[--block.count];
      }
    }
  }
}

Cell* Shadow::OverflowSlot(uptr granule, const AccessInfo& access) {
  if (blocks_base_ != access.base) {
    blocks_base_ = access.base;
    used_blocks_ = 1;
  }
  Bucket& bucket = buckets_[BucketOf(granule, kBuckets)];
  if (bucket.base != access.base) bucket = Bucket{access.base, 0};
  for (u32 i = bucket.first; i != 0; i = blocks_[i].next) {
    OverflowBlock& block = blocks_[i];
    if (block.granule == granule && block.count < kOverflowCells)
      return &block.cells[block.count++];
  }
  if (used_blocks_ == kOverflowBlocks)
    Fail("capacity: more than %u overflowing shadow granules", kOverflowBlocks);
  OverflowBlock& block = blocks_[used_blocks_];
  block.granule = granule;
  block.base = access.base;
  block.next = bucket.first;
  block.count = 1;
  bucket.first = used_blocks_++;
  return &block.cells[0];
}

void Shadow::Touch(uptr address, u64 bytes, u32 thread, u32 execution) {
  const u32 stamp = execution << 8;
  for (uptr granule = address & ~uptr{7}; granule < address + bytes; granule += 8) {
    u32& touched = LeafOf(granule)->touched[(granule & 0xffff) >> 3];
    if ((touched & ~255u) != stamp) {
      touched = stamp | (thread + 1);
    } else if ((touched & 255) != thread + 1) {
      touched = stamp | 255;
    }
  }
}

bool Shadow::IsShared(uptr address, u64 bytes, u32 execution) {
  for (uptr granule = address & ~uptr{7}; granule < address + bytes; granule += 8) {
    if (LeafOf(granule)->touched[(granule & 0xffff) >> 3] == (execution << 8 | 255)) return true;
  }
  return false;
}

void Shadow::Clear() {
  for (int i = 0; i < 1 << 16; ++i) {
    if (top_[i] == nullptr) continue;
    for (int k = 0; k < 1 << 16; ++k) {
      Leaf* leaf = top_[i][k];
      if (leaf != nullptr) {
        RawSyscall(SYS_madvise, reinterpret_cast<long>(leaf), sizeof(Leaf), MADV_DONTNEED);
      }
    }
  }
  RawSyscall(SYS_madvise, reinterpret_cast<long>(buckets_), sizeof(Bucket) * kBuckets,
             MADV_DONTNEED);
  used_blocks_ = 1;
  blocks_base_ = 0;
}

}  // namespace interlock::explore::runtime
