// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Byte-precise happens-before race detection.
//
// The shadow of each aligned 8-byte granule is a set of cells; a cell is the trace of one access:
// thread, clock, call site, which of the 8 bytes, read or write, atomic or plain. Nothing is
// approximated: a cell is dropped only when a later access that happens after it conflicts with
// everything the dropped one conflicts with.
//
// Thread safety: none needed (base.h). The object itself holds no pointer into the program.
//
// Invariants
//   1. A cell older than the execution's base clock is empty.
//   2. For every access X of this execution and each of its bytes some live cell C covers the byte
//      with C = X, or X happens before C and C is at least as strong as X. Hence an access that
//      races with X also races with some live cell.
//   3. Two atomic accesses conflict only if one writes and their byte ranges differ but overlap
//      (a four-byte atomic over two one-byte ones); equal ranges never race.

#include "checker/explorer/runtime/base.h"
#include "checker/explorer/runtime/vector_clock.h"

namespace interlock::explore::runtime {

inline constexpr u8 kAccessWrite = 1;
inline constexpr u8 kAccessAtomic = 2;
inline constexpr u8 kAccessFree = 4;

struct Cell {
  u32 clock;
  u32 pc;    // offset of the return address of the access call
  u32 node;  // call stack (call_tree.h)
  u8 mask;   // bytes of the granule that this cell still stands for
  u8 thread;
  u8 flags;
  u8 extent;  // bytes of the granule that the access touched
};
static_assert(sizeof(Cell) == 16);

/// The access in progress.
struct AccessInfo {
  u32 thread;
  u32 clock;
  const VectorClock* seen;  // of the thread
  u32 base;                 // first clock of this execution
  u32 pc;
  u32 node;
  u8 flags;
};

class Shadow {
 public:
  /// Called for each racing pair; `granule` is the address of its 8 bytes, `common` the bytes of it
  /// that both touch.
  using RaceHandler = void (*)(const Cell& earlier, const AccessInfo& later, u8 extent,
                               uptr granule, u8 common);

  void Initialize(RaceHandler handler);

  /// Checks and records an access. False if an equal one of the same stretch is already recorded
  /// (then nothing is new); with `by_site` only an access from the same call site counts as equal.
  bool Access(uptr address, u64 bytes, const AccessInfo& access, bool by_site);

  /// Notes that `thread` touches the granules, for IsShared(). `execution` is not 0.
  void Touch(uptr address, u64 bytes, u32 thread, u32 execution);
  /// True if two threads touched one granule of the range in this execution.
  bool IsShared(uptr address, u64 bytes, u32 execution);

  /// Forgets everything (before clocks would overflow).
  void Clear();

 private:
  static constexpr int kCells = 4;
  static constexpr int kOverflowCells = 14;
  static constexpr u32 kOverflowBlocks = 1 << 20;
  static constexpr u32 kBuckets = 1 << 20;
  static constexpr int kGranulesPerLeaf = 1 << 13;  // 64 KiB of program memory

  struct Granule {
    Cell cells[kCells];
  };
  struct Leaf {
    Granule granules[kGranulesPerLeaf];
    u32 touched[kGranulesPerLeaf];  // execution << 8 | thread + 1, or 255 for several
  };
  struct OverflowBlock {
    uptr granule;
    u32 base;  // execution it belongs to
    u32 next;  // index of the next block of the bucket or 0
    int count;
    Cell cells[kOverflowCells];
  };
  struct Bucket {
    u32 base;
    u32 first;
  };

  Leaf* LeafOf(uptr address);
  Granule* GranuleOf(uptr address) { return &LeafOf(address)->granules[(address & 0xffff) >> 3]; }
  bool AccessGranule(uptr granule, u8 extent, const AccessInfo& access, bool by_site);
  bool IsRepetition(const Granule& shadow, u8 extent, const AccessInfo& access, bool by_site) const;
  bool Examine(Cell& cell, u8 extent, const AccessInfo& access, uptr granule);
  Cell* OverflowSlot(uptr granule, const AccessInfo& access);
  void ExamineOverflow(uptr granule, u8 extent, const AccessInfo& access);

  RaceHandler handler_;
  Leaf*** top_;
  Bucket* buckets_;
  OverflowBlock* blocks_;
  u32 used_blocks_;
  u32 blocks_base_;
};

}  // namespace interlock::explore::runtime
