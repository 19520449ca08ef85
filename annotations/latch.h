// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Latch: opens once, after a fixed number of arrivals, and stays open.
//
// Blocking:       Wait() and ArriveAndWait() wait until the count is 0. CountDown() does not wait.
// Happens-before: every CountDown() and ArriveAndWait() -> return of each Wait() and
// ArriveAndWait(),
//                 and of each TryWait() that returns true.
// Errors:         ends the process on more arrivals than were announced.
// Thread safety:  thread-safe. No thread may be inside when it is destroyed.
// Invariants:     count_ never grows.

#include <cstdint>

#include "annotations/cond_var.h"
#include "annotations/misuse.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

namespace interlock {

class Latch {
 public:
  /// Opens after `count` arrivals; at once if that is 0.
  explicit Latch(std::uint64_t count) : count_(count) {}
  Latch(const Latch&) = delete;
  Latch& operator=(const Latch&) = delete;

  /// Counts `amount` arrivals.
  void CountDown(std::uint64_t amount = 1) IL_SIGNALS(amount) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (amount > count_) internal::EndOnMisuse("Latch counted below zero");
    count_ -= amount;
    if (count_ == 0) open_.NotifyAll();
  }

  /// Waits until all arrivals were counted.
  void Wait() IL_WAITS_FOR(count_) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (count_ != 0) open_.Wait(mutex_);
  }

  /// Returns whether all arrivals were counted, without waiting.
  [[nodiscard]] bool TryWait() IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return count_ == 0;
  }

  /// Counts one arrival and waits for the others.
  void ArriveAndWait() IL_SIGNALS(1) IL_WAITS_FOR(count_) IL_EXCLUDES(mutex_) {
    CountDown(1);
    Wait();
  }

 private:
  Mutex mutex_;
  CondVar open_;
  std::uint64_t count_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock
