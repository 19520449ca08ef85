// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The scheduler: at each visible operation it decides which thread goes on.
//
// An operation is announced with Visible() (or Block()) and performed by the caller afterwards,
// without interruption: from one scheduling point to the next a thread runs alone.

#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// Announces the current thread's next operation and returns when it may be performed, which for a
/// lock, join or semaphore is when it is possible.
void Visible(OperationKind kind, uptr address, u32 size, bool is_write, u32 pc,
             bool is_timed = false);

/// Waits on `address` until Wake() chooses this thread; false if the wait timed out.
bool Block(uptr address, u32 pc, bool is_timed, OperationKind kind = OperationKind::kWait);
/// Wakes up to `count` of the threads that wait on `address`; returns how many.
int Wake(uptr address, int count);

/// Chooses the next thread and switches to it.
void Schedule();

/// Something that a spinning thread may wait for has changed: threads that yielded run again.
void NoteChange();

/// True if the operation of `thread` could be performed now.
bool CanRun(const Thread& thread);

/// Ends the current execution; nothing of the program runs any more.
[[noreturn]] void EndExecution();

/// The record of the object at `address`, made on first use in this execution.
Sync& SyncAt(uptr address);
/// Forgets the object at `address`: it is initialised or destroyed.
void ResetSync(uptr address);

/// Adds what `clock` has seen to the current thread.
void Acquire(const VectorClock& clock);
/// Starts a new stretch of the current thread, after a release.
void Tick();

/// Maps the memory for SyncAt().
void CreateSyncs();

/// Random number of the current execution.
u64 Random();

/// Picks one of `count` runnable threads for the mode; `runnable` is sorted.
int PickThread(const int* runnable, int count);
void BeginStrategy();

}  // namespace interlock::explore::runtime
