// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// From an event (call site, stack) to its position in user code.
//
// The position of an event is its innermost frame in user code: the call site of the event itself,
// or the call site of the innermost call on the stack that stands in user code. Where that frame
// lies in a wrapper file (Control::wrappers) the frames around it, up to the first one outside the
// wrappers, are names of the same event, too.

#include "checker/explorer/runtime/sites.h"
#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// Writes the user frames of the event, innermost first; returns how many (at most `limit`).
int UserFrames(u32 pc, u32 node, FrameRecord* frames, int limit);

/// Number of the event's position, or kNoPosition.
u32 PositionOfEvent(u32 pc, u32 node);

/// The same, but outside of wrapper files if any frame is: what tells two spawns apart.
u32 PositionOutsideWrappers(u32 pc, u32 node);

/// True if the event stands at one of `count` positions from `positions` (numbers).
bool StandsAt(u32 pc, u32 node, const u32* positions, int count);

/// True if the call sites `stack` (outermost first) occur in this order among the event's frames.
bool HasStack(u32 pc, u32 node, const u32* stack, int count);

}  // namespace interlock::explore::runtime
