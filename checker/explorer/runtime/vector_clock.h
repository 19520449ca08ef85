// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Vector clocks over the threads of one execution.
//
// Clocks grow over all executions of a process: what an earlier execution left in the shadow is
// older than the base of the current one and counts as absent, so no reset is needed.

#include "checker/explorer/runtime/base.h"

namespace interlock::explore::runtime {

/// Threads that one execution may create, the main one included.
inline constexpr int kMaxThreads = 128;

struct VectorClock {
  u32 at[kMaxThreads];

  /// Takes the maximum of both clocks over the first `threads` components.
  void Join(const VectorClock& other, int threads) {
    for (int i = 0; i < threads; ++i) {
      if (other.at[i] > at[i]) at[i] = other.at[i];
    }
  }
};

}  // namespace interlock::explore::runtime
