// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Watchdog: ends the process if a run does not end, and says which run and where its threads stand.
//
// Thread safety: thread-hostile: one at a time, because a signal does the work.

#include <string>

namespace interlock::reference {

/// Watches a run from construction to destruction. Thread-hostile.
class Watchdog {
 public:
  /// `text` names the run.
  explicit Watchdog(const std::string& text);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();
};

}  // namespace interlock::reference
