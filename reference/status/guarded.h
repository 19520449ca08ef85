// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RunGuarded: the one place where the engine catches exceptions and makes errors of them.
//
// The engine throws nothing itself, but the standard library does: containers throw std::bad_alloc,
// and a row source that a user wrote may throw anything. The top function of every thread, and
// whatever must go on after a refused allocation, runs its work through here.
//
// Thread safety: free functions without state; safe from any thread.

#include "annotations/vocabulary.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Returns the error that stands for the exception being handled. Allocates nothing, calls nothing
/// of the exception's.
///
/// Requires: called in a handler.
/// Errors:   kResourceExhausted for std::bad_alloc; kInternal for any other.
Status StatusOfCurrentException() noexcept;

/// Calls `callable` once and returns its status, or the error that stands for its exception.
///
/// Requires: `callable` returns a Status.
/// Errors:   its own; StatusOfCurrentException() if it throws.
template <typename Callable>
Status RunGuarded(Callable callable) IL_CALLS(callable) {
  try {
    return callable();
  } catch (...) {
    return StatusOfCurrentException();
  }
}

}  // namespace interlock::reference
