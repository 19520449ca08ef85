// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Layout of a trace file: TraceHeader, then TraceRecord after TraceRecord.
//
// An execution is kBegin, records, kEnd. Stacks and heap blocks are defined before their first use;
// stack numbers hold for the whole file, block numbers for one execution.

#include <cstdint>

namespace interlock::explore {

inline constexpr char kTraceMagic[8] = {'I', 'L', 'T', 'R', 'A', 'C', 'E', '1'};

struct TraceHeader {
  char magic[8];
  std::uint64_t program_digest;
  std::uint64_t data_begin;  // globals of the program: [data_begin, data_end)
  std::uint64_t data_end;
  std::uint64_t load_address;
  std::uint64_t heap_begin;
  std::uint64_t heap_end;
  std::uint64_t stacks_begin;  // stack of thread t: [begin + t * stride, begin + (t + 1) * stride)
  std::uint64_t stack_stride;
};
static_assert(sizeof(TraceHeader) == 72);

enum class TraceRecordKind : std::uint8_t {
  kNode,    // stack `node` = (parent `value`, call `pc`)
  kBegin,   // execution number in `value`
  kEnd,     //
  kBlock,   // heap block `extra`: base `address`, size `value`, allocated at `pc`, `node`
  kClock,   // component `extra` of the clock of `thread` becomes `value`
  kAccess,  // address, size in `value`, flags, order, heap block in `extra` (0: none)
  kSpawn,   // new thread in `extra`, instance in `value`
  kJoin,    // thread in `extra`
  kThreadEnd,
  kLock,  // address, flags bit 0: shared
  kUnlock,
  kWait,
  kSignal,
  kOnce,
  kBarrier,
  kCallEnter,  // call site in `pc`
  kCallExit,
};

struct TraceRecord {
  std::uint8_t kind;
  std::uint8_t thread;
  std::uint8_t flags;  // accesses: kAccessWrite, kAccessAtomic, kAccessFree of shadow.h
  std::uint8_t order;
  std::uint32_t pc;
  std::uint32_t node;
  std::uint32_t clock;  // of `thread`
  std::uint64_t address;
  std::uint64_t value;
  std::uint32_t extra;
  std::uint32_t reserved;
};
static_assert(sizeof(TraceRecord) == 40);

}  // namespace interlock::explore
