// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What was found, kept until the process ends, and the outcome file (docs/explorer.md).

#include "checker/explorer/runtime/shadow.h"
#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// Shadow::RaceHandler: remembers the pair, once per pair of positions.
void ReportRace(const Cell& earlier, const AccessInfo& later, u8 extent, uptr granule, u8 common);

/// Stands for "no call site": the failure belongs to no thread.
inline constexpr u32 kNoCaller = 0xffffffff;

/// Marks the execution as failed and remembers why, with the stack of the current thread's call at
/// `pc` unless that is kNoCaller.
void ReportFailure(const char* kind, u32 pc, const char* format, ...)
    __attribute__((format(printf, 3, 4)));
/// No thread can run: a deadlock or a lost wake-up.
void ReportDeadlock();
void ReportStepBound();

/// Writes the outcome file; `problem` is null if everything asked was done.
void WriteOutcome(const char* problem);
/// Adds the replay's lines to the outcome file (replay.cc).
void WriteReplayOutcome(FileWriter* out);

/// "lock" "wait" ...: what a thread in this operation waits for.
const char* OperationName(OperationKind kind);
/// The thread that stands in the way of a blocked `thread`, or -1.
int HolderOf(const Thread& thread);

}  // namespace interlock::explore::runtime
