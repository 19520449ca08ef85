// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TimestampOracle: the clock that all sessions share.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. Every timestamp is larger than the one before, and larger than 0.

#include <cstdint>

#include "annotations/mutex.h"

namespace interlock::reference {

/// Hands out increasing timestamps. Thread-safe.
class TimestampOracle {
 public:
  TimestampOracle() = default;
  TimestampOracle(const TimestampOracle&) = delete;
  TimestampOracle& operator=(const TimestampOracle&) = delete;

  /// Takes the next timestamp.
  std::uint64_t Next();

 private:
  Mutex mutex_;
  std::uint64_t last_ IL_GUARDED_BY(mutex_) = 0;
};

}  // namespace interlock::reference
