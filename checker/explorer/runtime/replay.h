// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Follows the schedule of a witness: the threads and steps of the control file.
//
// Each thread of the execution that matches a thread of the witness (parent, spawn position, n-th
// creation there) has a next listed step. A thread whose operation is its next step is held until
// all earlier steps are done. Calls that block inside (send, receive, wait, barrier, once) begin
// when the call at the listed position is entered and end when it returns. The last two steps are
// accesses: the first thread to come is held before its access until the second stands before its
// own; then the first runs until it leaves its position, then the second, and the detector must see
// the pair.
//
// Invariants
//   1. Steps 0..next-1 are done; only an operation that is step `next` (or the last step, once both
//      accesses are due) is let through.
//   2. The verdict is set once; then the execution ends.

#include "checker/explorer/runtime/shadow.h"
#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// Sets the replay up from the control file. The site table must be loaded.
void CreateReplay();
void BeginReplay();

/// A thread announces its operation: decides whether it is held.
void OnArrive(Thread& thread);
/// The scheduler lets `thread` perform its operation.
void OnContinue(int thread);
/// True if the thread must wait for its turn.
bool IsHeld(const Thread& thread);
/// The runnable thread that the policy wants.
int PickForReplay(const int* runnable, int count);
/// No thread can run: lets a blocked step count as begun (true), or sets the verdict and ends.
bool OnStuck();
void OnStepBound();
/// The program ended by itself.
void OnProgramEnd();

/// Gives a new thread its identity in the witness.
void OnThreadCreated(int thread);
/// The current thread enters the call at `pc` / is about to leave the call at its current node.
void OnCallEnter(u32 pc);
void OnCallExit(u32 node);
/// The current thread is about to access memory.
void OnAccess(uptr address, u64 bytes, bool is_write, u32 pc);

/// The detector saw a race, number `race` of the report; ends the execution if it is the witness's.
void OnRace(const Cell& earlier, const AccessInfo& later, int race);

}  // namespace interlock::explore::runtime
