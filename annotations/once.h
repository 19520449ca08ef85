// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Once: of all calls on one object, exactly one runs its callable to the end.
//
// Blocking:       Call() waits while another thread runs its callable.
// Happens-before: end of the callable that completed -> return of every Call().
// Errors:         an exception of the callable leaves Call(); the next Call() tries again. Calling
//                 Call() of the same object inside the callable waits for ever.
// Thread safety:  thread-safe.
// Invariants:     known by its address: neither copied nor moved, so one per object, not per copy.

#include <mutex>
#include <utility>

#include "annotations/vocabulary.h"

namespace interlock {

class Once {
 public:
  Once() = default;
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;

  /// Runs `callable`, or waits until the call that does has ended, or returns if that was before.
  template <typename Callable>
  void Call(Callable&& callable) IL_RUNS_ONCE(callable) {
    std::call_once(flag_, std::forward<Callable>(callable));
  }

 private:
  std::once_flag flag_;
};

}  // namespace interlock
