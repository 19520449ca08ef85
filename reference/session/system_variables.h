// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SystemVariables: the settings of one session, filled lazily: the first read of a variable copies
// its default into the map. A read is therefore a write, and parallel workers do read.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. Every name in the map is the name of a known variable.

#include <map>
#include <string>

#include "annotations/mutex.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// How a statement prunes the partitions of a table: "static" or "dynamic".
inline constexpr const char* kPartitionPruneMode = "partition_prune_mode";
/// Whether information_schema.tables lists views: "on" or "off".
inline constexpr const char* kListViews = "list_views";

/// The settings of one session. Thread-safe.
class SystemVariables {
 public:
  SystemVariables() = default;
  SystemVariables(const SystemVariables&) = delete;
  SystemVariables& operator=(const SystemVariables&) = delete;

  /// Returns the value of `name`; the default if it was never set.
  ///
  /// Errors: kNotFound if no such variable exists.
  StatusOr<std::string> Get(const std::string& name);
  /// Sets `name`.
  ///
  /// Errors: kNotFound if no such variable exists.
  Status Set(const std::string& name, const std::string& value);

 private:
  Mutex mutex_;
  std::map<std::string, std::string> values_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
