// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Which accesses of an execution must the protocol know?
//
// A proof is about pairs: two accesses of different threads with a common byte, one of them a
// write, that the structure of spawns and joins leaves unordered. An access that is half of such a
// pair in this execution is demanded. Locks, latches and waits order nothing here: that they do is
// what the proof shows. An access to a heap block that no other thread has reached yet (the thread
// wrote the block first, and every access of another thread to it happens after) is not demanded
// and makes no pair: the object was private then.
//
// Thread safety: pure function.

#include <vector>

#include "checker/explorer/trace.h"

namespace interlock::explore {

/// By event of `execution`: whether it is demanded. Only events with `in_scope` are looked at.
std::vector<bool> DemandedAccesses(const TraceExecution& execution,
                                   const std::vector<bool>& in_scope);

}  // namespace interlock::explore
