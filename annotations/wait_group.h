// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// WaitGroup: waits until as many units of work are done as were added.
//
// Blocking:       Wait() waits until the number of open units is 0, without bound. Add() and Done()
//                 do not wait (beyond the short lock inside).
// Happens-before: every Done() -> return of each Wait() that it was counted in.
// Errors:         ends the process if Done() is called more often than units were added.
// Thread safety:  thread-safe. No thread may be inside when it is destroyed.
// Requires:       an Add() from 0 happens before the Wait() it should be counted in.
// Invariants:     open_ = units added - units done, never negative.

#include <cstdint>

#include "annotations/cond_var.h"
#include "annotations/misuse.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

namespace interlock {

class WaitGroup {
 public:
  WaitGroup() = default;
  WaitGroup(const WaitGroup&) = delete;
  WaitGroup& operator=(const WaitGroup&) = delete;

  /// Opens `count` units.
  void Add(std::uint64_t count) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    open_ += count;
  }

  /// Ends one unit.
  void Done() IL_SIGNALS(1) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (open_ == 0) internal::EndOnMisuse("WaitGroup::Done without a unit");
    open_ -= 1;
    if (open_ == 0) zero_.NotifyAll();
  }

  /// Waits until no unit is open.
  void Wait() IL_WAITS_FOR(open_) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (open_ != 0) zero_.Wait(mutex_);
  }

 private:
  Mutex mutex_;
  CondVar zero_;
  std::uint64_t open_ IL_GUARDED_BY(mutex_) = 0;
};

}  // namespace interlock
