// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// CancelAction: the last resort of a memory tracker: stops the query.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. The query is killed when Act returns, even if there is no memory left for the message.

#include "reference/memory/killer.h"
#include "reference/memory/memory_action.h"

namespace interlock::reference {

class MemoryTracker;

/// Kills the query of one killer. Thread-safe.
class CancelAction : public MemoryAction {
 public:
  /// Requires: `killer` outlives this.
  explicit CancelAction(Killer& killer) : MemoryAction(kLowestPriority), killer_(killer) {}

  /// Kills the query with kResourceExhausted; later calls change nothing.
  void Act(MemoryTracker& tracker) override;

 private:
  Killer& killer_;
};

}  // namespace interlock::reference
