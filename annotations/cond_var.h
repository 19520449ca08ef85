// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// CondVar: threads wait here for a change of state that a Mutex guards.
//
// Blocking:       Wait() gives the mutex back, waits for a notification, and takes the mutex again.
//                 It may return without one: call it in a loop that tests the state.
//                 NotifyOne() and NotifyAll() do not wait.
// Happens-before: none of its own. The mutex orders the state: what the notifying thread wrote
//                 before its Unlock() -> the waiter's return from Wait().
// Errors:         none. A notification while nobody waits is lost, so the state must be changed
//                 under the mutex before the notification.
// Thread safety:  thread-safe. All waiters at one time use the same mutex. No thread may be inside
//                 when it is destroyed.

#include <condition_variable>
#include <mutex>

#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

namespace interlock {

class CondVar {
 public:
  CondVar() = default;
  CondVar(const CondVar&) = delete;
  CondVar& operator=(const CondVar&) = delete;

  /// Gives `mutex` back, waits, and returns holding it again. Requires: this thread holds `mutex`.
  void Wait(Mutex& mutex) IL_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }

  /// Wakes one waiting thread, if there is one.
  void NotifyOne() { condition_.notify_one(); }

  /// Wakes all threads that wait now.
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace interlock
