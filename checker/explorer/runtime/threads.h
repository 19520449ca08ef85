// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Birth and end of the program's threads.

#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// Creates thread 0, which runs `entry(argument)` and then ends the program.
void CreateMainThread(void* (*entry)(void*), void* argument);
/// Creates a thread on behalf of the current one. Returns its number.
int CreateThread(void* (*entry)(void*), void* argument, u32 pc);
/// Ends the current thread (pthread_exit, or the entry returned).
[[noreturn]] void EndThread(void* result);
/// The program ends now (exit, return from main): runs what it registered for that, then leaves.
[[noreturn]] void EndProgram(int status);
/// Thread with this handle.
int ThreadOf(pthread_t handle);
/// Where the clock of an ended thread waits for its join.
inline uptr EndClockAddress(int thread) { return 0x1000 + static_cast<uptr>(thread); }

}  // namespace interlock::explore::runtime
