// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/memory/cancel_action.h"

#include <string>

#include "reference/memory/memory_tracker.h"
#include "reference/status/guarded.h"

namespace interlock::reference {
namespace {

Status LimitExceeded(const MemoryTracker& tracker) {
  return ResourceExhausted("memory limit exceeded: tracker=" + tracker.label() +
                           " consumed=" + std::to_string(tracker.consumed_bytes()) +
                           " limit=" + std::to_string(tracker.limit_bytes()));
}

}  // namespace

void CancelAction::Act(MemoryTracker& tracker) {
  if (killer_.is_killed()) return;
  // Either way an error: the message needs memory, and there may be none.
  killer_.Kill(RunGuarded([&tracker]() { return LimitExceeded(tracker); }));
}

}  // namespace interlock::reference
