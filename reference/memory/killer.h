// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Killer: how anybody stops a running query. Its workers poll it between blocks of work.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. is_killed_ never becomes false again.
//   2. If is_killed_ is true, reason_ holds the reason of the first Kill and never changes. The
//      reason is stored first: with the flag first, a worker between the two stores would stop
//      without an error and its query would end well with half of its rows.

#include "annotations/atomic.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The stop flag of one query. Thread-safe.
class Killer {
 public:
  Killer() = default;
  Killer(const Killer&) = delete;
  Killer& operator=(const Killer&) = delete;

  /// Makes every later Poll return `reason`, unless somebody killed the query before.
  ///
  /// Requires: `reason` is an error.
  /// Ordering: what the caller did before -> return of each Poll that reports the error.
  void Kill(Status reason) IL_EXCLUDES(mutex_);

  /// Returns ok, or the reason of the first Kill. One atomic load while nobody killed the query.
  Status Poll() IL_EXCLUDES(mutex_);

  /// Returns whether somebody killed the query.
  bool is_killed() const { return is_killed_.Load(); }

 private:
  Mutex mutex_;
  Status reason_ IL_GUARDED_BY(mutex_);
  Atomic<bool> is_killed_;
};

}  // namespace interlock::reference
