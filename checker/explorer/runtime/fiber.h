// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Fibers: every thread of the program is a fiber on the one kernel thread of the process.
//
// Each fiber borrows the thread-local storage of a real thread that is parked for ever, by pointing
// the FS base register at it: thread_local objects, errno, pthread_self and exceptions work, and a
// switch costs no system call. Needs the FSGSBASE instructions in user mode (Linux 5.9, x86-64).

#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// Ends the process with a message if user code may not write the FS base here.
void RequireFsBase();

u64 ReadFsBase();
void WriteFsBase(u64 value);

/// Prepares the fiber of `thread`: stack, borrowed storage with fresh thread-local objects.
void PrepareFiber(int thread, void (*start)());

/// Continues with `thread` (returns at once if it is the current one).
void SwitchToThread(int thread);

/// Leaves the execution for the driver, which continues behind EnterExecution().
[[noreturn]] void LeaveExecution();

/// Runs fibers, beginning with thread 0, until one calls LeaveExecution().
void EnterExecution();

}  // namespace interlock::explore::runtime
