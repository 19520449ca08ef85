// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FunctionUsage: telemetry; how often the statements of one session used each scalar function.
//
// Thread safety: thread-safe. Several inner workers count at once, because dynamic partition
// pruning rewrites the partition expression in each of them (docs/bugs/33027.md).
//
// Invariants
//   1. The count of a signature is the number of Inc calls with it.

#include <cstdint>
#include <map>
#include <string>

#include "annotations/shared_mutex.h"

namespace interlock::reference {

using FunctionUsageCounts = std::map<std::string, std::uint32_t>;

/// Counter map of scalar function signatures. Thread-safe.
class FunctionUsage {
 public:
  FunctionUsage() = default;
  FunctionUsage(const FunctionUsage&) = delete;
  FunctionUsage& operator=(const FunctionUsage&) = delete;

  /// Counts one use of `signature`.
  void Inc(const std::string& signature);
  /// Returns a copy of all counts.
  FunctionUsageCounts Copy();

 private:
  SharedMutex mutex_;
  FunctionUsageCounts counts_ IL_GUARDED_BY(mutex_);
};

/// Sums the counts of many sessions. Thread-safe.
class UsageCollector {
 public:
  UsageCollector() = default;
  UsageCollector(const UsageCollector&) = delete;
  UsageCollector& operator=(const UsageCollector&) = delete;

  /// Adds the counts of a statement that has ended.
  void Merge(const FunctionUsageCounts& counts);
  /// Returns a copy of the sums.
  FunctionUsageCounts Copy();

 private:
  SharedMutex mutex_;
  FunctionUsageCounts sums_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
