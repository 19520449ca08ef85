// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// How many workers an operator may have.
//
// Thread safety: free functions without state; safe from any thread.

#include <cstddef>
#include <cstdint>

namespace interlock::reference {

inline constexpr std::int64_t kMaxWorkerCount = 1024;

/// Returns whether an operator can run with so many workers.
inline bool IsWorkerCount(std::int64_t count) { return count >= 1 && count <= kMaxWorkerCount; }

/// Returns the capacity of a channel with one place per worker; 1 for a count that no operator runs
/// with, so that constructors need no error.
inline std::size_t CapacityForWorkers(std::int64_t count) {
  return IsWorkerCount(count) ? static_cast<std::size_t>(count) : 1;
}

}  // namespace interlock::reference
