// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Leaves out plain points that are only passed through.
//
// A plain point without operation whose only transition is a step without guard, effect or new
// instance stands for no decision: whoever stands there moves on by itself. What led there leads to
// where it leads. Blocking points, operations and decisions stay as they are, so deadlocks and
// every property that speaks of no point are the same.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <set>

#include "models/counting/counter_system.h"

namespace interlock::counting {

/// Simplifies in place; `marked` holds indices of transitions and is carried along.
///
/// Requires: no property or effect names a point, and guards name points only where the rules of
/// resources do (kJoined, kNotifiedNobody, kNotified); those are made anew.
void LeaveOutPassages(CounterSystem* system, std::set<std::int32_t>* marked);

}  // namespace interlock::counting
