// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads the binary trace records that the runtime writes (runtime/trace_format.h).
//
// Only accesses to memory that at least two threads of the execution touched are written, and of
// several equal accesses within one synchronisation-free stretch of a thread only the first.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Events of one execution are in execution order.
//   2. `clock[t]` is the last event of thread t that happens before this event; event a of thread t
//      happens before b exactly if `a.clock[t] <= b.clock[t]`.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/explorer/outcome.h"
#include "checker/explorer/site_table.h"
#include "models/protocol/result.h"

namespace interlock::explore {

enum class TraceKind : std::uint8_t {
  kAccess,  // address, size_bytes, is_write, order
  kSpawn,   // other: the new thread
  kJoin,    // other
  kThreadEnd,
  kLock,    // address, is_shared
  kUnlock,  // address, is_shared
  kWait,    // condition variable, futex: blocked and woken
  kSignal,
  kOnce,       // address
  kBarrier,    // address
  kCallEnter,  // a watched call site is entered / left
  kCallExit,
};

struct HeldLockRecord {
  std::uint64_t address = 0;
  bool is_shared = false;
  std::vector<Frame> stack;  // where it was taken, innermost first
};

struct TraceEvent {
  std::uint64_t execution = 0;  // from 0
  std::uint64_t index = 0;      // in its execution
  std::int32_t thread = 0;
  TraceKind kind = TraceKind::kAccess;
  std::uint32_t return_offset = 0;  // of the call instruction, 0 if outside the program
  std::uint32_t stack_id = 0;       // equal ids: equal stacks, within one trace
  std::uint64_t address = 0;
  std::uint64_t size_bytes = 0;
  bool is_write = false;
  bool is_atomic = false;
  bool is_free = false;
  bool is_shared = false;
  std::uint8_t order = 0;  // std::memory_order of an atomic access
  std::int32_t other = -1;
  std::uint64_t block_base = 0;  // heap block that holds `address`; 0: none
  std::uint64_t block_size_bytes = 0;
  std::string region;                // "heap" "global" "stack of thread N" "thread local" "other"
  std::vector<std::uint32_t> clock;  // per thread
  std::vector<std::int32_t> held;    // indices into TraceExecution::locks
};

/// One whole execution.
struct TraceExecution {
  std::uint64_t execution = 0;
  std::vector<ThreadIdentity> threads;
  std::vector<HeldLockRecord> locks;  // every acquisition of the execution
  std::vector<TraceEvent> events;
};

class TraceReader {
 public:
  /// Opens `path`. Errors: unreadable, not a trace, other version.
  static Result<TraceReader> Open(const std::string& path, const SiteTable* sites);
  TraceReader(TraceReader&&) noexcept;
  TraceReader& operator=(TraceReader&&) noexcept;
  ~TraceReader();

  /// Reads the next execution into `execution`; false at the end. Errors: truncated.
  Result<bool> Next(TraceExecution* execution);
  /// User frames of an event, innermost first. The reference stays valid until the next call.
  const std::vector<Frame>& Stack(const TraceEvent& event);

 private:
  struct State;
  explicit TraceReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace interlock::explore
