// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Collects the records of one execution and writes those that matter (trace_format.h).
//
// Accesses to memory that only one thread touched are dropped at the end of the execution.

#include "checker/explorer/runtime/state.h"
#include "checker/explorer/runtime/trace_format.h"

namespace interlock::explore::runtime {

/// Opens the file of the control file's `trace` word, if there is one.
void OpenTrace();
void BeginTrace();
/// Writes the execution's records.
void EndTrace();

void TraceAccess(uptr address, u64 bytes, u8 flags, u8 order, u32 pc, u32 node);
/// An event of the current thread.
void TraceEventRecord(TraceRecordKind kind, uptr address, u8 flags, u32 pc, u32 extra, u64 value);
/// Notes the components of `clock` that joining `seen` raises.
void TraceAcquire(const VectorClock& clock, const VectorClock& seen);
/// Notes the whole clock of a new thread.
void TraceClock(int thread);

inline void TraceEvent(TraceRecordKind kind, uptr address, u8 flags, u32 pc, u32 extra = 0,
                       u64 value = 0) {
  if (IL_UNLIKELY(S().tracing)) TraceEventRecord(kind, address, flags, pc, extra, value);
}

}  // namespace interlock::explore::runtime
