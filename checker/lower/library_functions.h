// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the free functions of the C and C++ libraries, pthreads and C threads do, as data. What is
// not in the table is opaque.
//
// Thread safety: constant data, thread-safe.

#include <string_view>

namespace interlock::lower {

/// Effect of a free function.
enum class Free : unsigned char {
  kNone,
  kPure,   // no effect on user data; gives a value the program may not know
  kInput,  // as kPure; the value comes from the environment
  kStop,
  kAssume,         // execution goes on only if the argument is not 0
  kAllocate,       // malloc(size)
  kAllocateArray,  // calloc(count, size)
  kReallocate,
  kAllocateObject,  // reads its text arguments, gives a fresh object (fopen, strdup)
  kMap,             // mmap: a fresh object if it is not a view of a file
  kFree,
  kCopyMemory,       // memcpy(destination, source, bytes), gives the destination
  kSetMemory,        // memset(destination, value, bytes)
  kReadSized,        // reads `bytes` of both first arguments (memcmp)
  kOwnObject,        // gives the address of an object of the calling thread, whatever it holds
  kReadBuffer,       // reads as many bytes of its first argument as the second says, gives a value
  kReadOnlyText,     // reads its text arguments, gives a pointer to text that nobody may write
  kReadText,         // reads all pointer arguments, gives a value
  kReadTextPointer,  // the same, gives a pointer into the first argument
  kWriteText,        // writes the first argument, reads the others, gives the first
  kWriteAll,         // writes all pointer arguments, gives a value (scanf, time, getline)
  kForward,          // gives its argument (move, forward, addressof, ref)
  kSwap,
  kMinimum,
  kMaximum,
  kMakeUnique,
  kMakeShared,
  kMakeObject,  // make_pair, make_tuple
  kCallOnce,
  kAsync,
  kVisitRange,       // reads the range, calls the callable on its elements
  kChangeRange,      // reads and writes the ranges, calls the callable
  kGet,              // std::get
  kLockAll,          // std::lock
  kThreadCreate,     // pthread_create
  kThreadCreateC11,  // thrd_create
  kThreadJoin,
  kThreadDetach,
  kThreadExit,
  kMutexLock,  // argument 0 is the mutex
  kMutexUnlock,
  kMutexTryLock,  // gives 0 if acquired
  kReadLock,
  kReadTryLock,
  kConditionWait,  // (condition, mutex)
  kConditionNotify,
  kOncePthread,  // (flag, function)
  kBarrierInit,  // (barrier, attributes, count)
  kBarrierWait,
  kKeyCreate,
  kKeyGet,
  kKeySet,
  kFence,    // atomic_thread_fence
  kNothing,  // no effect, gives 0 (mutex_init, attr_*, sched_yield, usleep)
  kUnsupported,
};

/// Finds the effect of a function by its qualified name ("std::move", "memcpy").
Free FreeOf(std::string_view qualified_name);

}  // namespace interlock::lower
