// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What lies between a Select that waits and the channels it waits for.
//
// Lock order:    the mutex of a channel, then the mutex of a waiter. A waiter waits for a
//                notification holding its own mutex alone.
// Thread safety: SelectWaiter is thread-safe; SelectWaiters belongs to one channel, whose mutex
//                guards it.
// Invariants:    1. A waiter in a list lives: its Select takes it out of every list before it ends.
//                2. A change of a channel that has a waiter sets is_notified_ after the change and
//                   before the channel's mutex is released, so no change is missed between a try
//                   that failed and the wait.

#include <algorithm>
#include <vector>

#include "annotations/cond_var.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

namespace interlock::internal {

/// One Select that waits.
class SelectWaiter {
 public:
  SelectWaiter() = default;
  SelectWaiter(const SelectWaiter&) = delete;
  SelectWaiter& operator=(const SelectWaiter&) = delete;

  /// Notes that a channel changed.
  void Notify() IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    is_notified_ = true;
    notified_.NotifyAll();
  }

  /// Waits for a notification that no earlier Await() returned for.
  void Await() IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (!is_notified_) notified_.Wait(mutex_);
    is_notified_ = false;
  }

 private:
  Mutex mutex_;
  CondVar notified_;
  bool is_notified_ IL_GUARDED_BY(mutex_) = false;
};

/// The waiters of a channel.
class SelectWaiters {
 public:
  void Add(SelectWaiter& waiter) { waiters_.push_back(&waiter); }
  void Remove(SelectWaiter& waiter) {
    waiters_.erase(std::remove(waiters_.begin(), waiters_.end(), &waiter), waiters_.end());
  }
  void NotifyAll() {
    for (SelectWaiter* waiter : waiters_) waiter->Notify();
  }

 private:
  std::vector<SelectWaiter*> waiters_;
};

}  // namespace interlock::internal
