// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Mutex: a lock with one holder. MutexLock: holds it from construction to the end of its block.
//
// Blocking:       Lock() waits while another thread holds the mutex, without bound and without
//                 promise of order among waiters. TryLock() and Unlock() do not wait.
// Happens-before: each Unlock() -> every later successful Lock() or TryLock() of the same mutex.
//                 A TryLock() that returns false orders nothing.
// Errors:         none of its own. Locking it again in the thread that holds it, unlocking it in a
//                 thread that does not, and destroying it while held are undefined.
// Thread safety:  Mutex is thread-safe; a MutexLock belongs to the thread that made it.
// Invariants:     1. Same size and same machine code as std::mutex in optimised builds
//                    (tests/unit/annotations/zero_cost_test.py).
//                 2. Neither class is copied or moved: a lock is known by its address.

#include <mutex>

#include "annotations/vocabulary.h"

namespace interlock {

class IL_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  /// Waits until no thread holds the mutex and takes it.
  void Lock() IL_ACQUIRE() { mutex_.lock(); }

  /// Takes the mutex if no thread holds it; true if taken. May return false without reason.
  [[nodiscard]] bool TryLock() IL_TRY_ACQUIRE(true) { return mutex_.try_lock(); }

  /// Gives the mutex back. Requires: this thread holds it.
  void Unlock() IL_RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

/// Takes `mutex` where it stands and gives it back when its block is left, exceptions included.
class IL_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) IL_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() IL_RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace interlock
