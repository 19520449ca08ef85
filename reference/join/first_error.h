// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FirstError: where the threads of one operator put their errors. The first one wins.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. Once an error is set it never changes.

#include "annotations/mutex.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The error slot of one operator. Thread-safe.
class FirstError {
 public:
  FirstError() = default;
  FirstError(const FirstError&) = delete;
  FirstError& operator=(const FirstError&) = delete;

  /// Keeps `status` if it is an error and the first one.
  void Set(const Status& status);
  /// Returns the first error, or ok.
  Status Get();

 private:
  Mutex mutex_;
  Status status_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
