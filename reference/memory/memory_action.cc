// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/memory/memory_action.h"

#include "reference/memory/memory_tracker.h"

namespace interlock::reference {

void MemoryAction::ActFallback(MemoryTracker& tracker) { tracker.CallActionBehind(*this); }

}  // namespace interlock::reference
