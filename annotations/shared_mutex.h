// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SharedMutex: a lock with one writer or any number of readers. WriterLock, ReaderLock: hold it
// from construction to the end of their block.
//
// Blocking:       Lock() waits while anyone holds it, LockShared() while a writer does; without
//                 bound. Whether a waiting writer keeps new readers out is not specified.
// Happens-before: Unlock() -> every later Lock() and LockShared();
//                 UnlockShared() -> every later Lock(). Two readers do not order each other.
// Errors:         none of its own. Taking it again in a thread that holds it in either way is
//                 undefined, and so is giving it back in the other way.
// Thread safety:  SharedMutex is thread-safe; the scoped locks belong to the thread that made them.
// Invariants:     known by its address: neither copied nor moved.

#include <shared_mutex>

#include "annotations/vocabulary.h"

namespace interlock {

class IL_CAPABILITY("shared_mutex") SharedMutex {
 public:
  SharedMutex() = default;
  SharedMutex(const SharedMutex&) = delete;
  SharedMutex& operator=(const SharedMutex&) = delete;

  /// Waits until nobody holds the mutex and takes it alone.
  void Lock() IL_ACQUIRE() { mutex_.lock(); }

  /// Takes it alone if nobody holds it; true if taken. May return false without reason.
  [[nodiscard]] bool TryLock() IL_TRY_ACQUIRE(true) { return mutex_.try_lock(); }

  /// Gives it back. Requires: this thread holds it alone.
  void Unlock() IL_RELEASE() { mutex_.unlock(); }

  /// Waits until no writer holds the mutex and takes it together with other readers.
  void LockShared() IL_ACQUIRE_SHARED() { mutex_.lock_shared(); }

  /// Takes it as a reader if no writer holds it; true if taken. May return false without reason.
  [[nodiscard]] bool TryLockShared() IL_TRY_ACQUIRE_SHARED(true) {
    return mutex_.try_lock_shared();
  }

  /// Gives it back. Requires: this thread holds it as a reader.
  void UnlockShared() IL_RELEASE_SHARED() { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

/// Takes `mutex` alone where it stands and gives it back when its block is left.
class IL_SCOPED_CAPABILITY WriterLock {
 public:
  explicit WriterLock(SharedMutex& mutex) IL_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~WriterLock() IL_RELEASE() { mutex_.Unlock(); }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// Takes `mutex` as a reader where it stands and gives it back when its block is left.
class IL_SCOPED_CAPABILITY ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex) IL_ACQUIRE_SHARED(mutex) : mutex_(mutex) {
    mutex_.LockShared();
  }
  ~ReaderLock() IL_RELEASE_GENERIC() { mutex_.UnlockShared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

}  // namespace interlock
