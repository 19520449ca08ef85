// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Barrier: a fixed number of threads meet, round after round.
//
// Blocking:       ArriveAndWait() waits until `participants` threads have arrived in this round.
// Happens-before: every ArriveAndWait() of a round, at its call -> every return of that round.
//                 A thread in a later round is after all of the earlier ones.
// Errors:         ends the process if made for 0 participants. Too few arrivals wait for ever; more
//                 threads than participants mix rounds, so phases are separated only if exactly
//                 `participants` threads use the barrier.
// Thread safety:  thread-safe. No thread may be inside when it is destroyed.
// Invariants:     1. arrived_ < participants_ whenever the mutex is free.
//                 2. round_ grows by one for each `participants_` arrivals.

#include <cstdint>

#include "annotations/cond_var.h"
#include "annotations/misuse.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

namespace interlock {

class Barrier {
 public:
  explicit Barrier(std::uint64_t participants) : participants_(participants) {
    if (participants == 0) internal::EndOnMisuse("Barrier for nobody");
  }
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  /// Arrives and waits until everybody has arrived in this round.
  void ArriveAndWait() IL_SIGNALS(1) IL_WAITS_FOR(participants_) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    const std::uint64_t round = round_;
    arrived_ += 1;
    if (arrived_ == participants_) {
      arrived_ = 0;
      round_ += 1;
      next_round_.NotifyAll();
      return;
    }
    while (round_ == round) next_round_.Wait(mutex_);
  }

 private:
  const std::uint64_t participants_;
  Mutex mutex_;
  CondVar next_round_;
  std::uint64_t arrived_ IL_GUARDED_BY(mutex_) = 0;
  std::uint64_t round_ IL_GUARDED_BY(mutex_) = 0;
};

}  // namespace interlock
