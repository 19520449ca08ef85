// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Finds out which names of two outlines stand for the same thing.
//
// A role, object, lock, function or type that has one name in both outlines is the same. Of what is
// left over, two are the same if everything that is said about them is the same, their names aside
// (colours of a graph are refined as by Weisfeiler and Leman). Locks of one object are paired in
// the order of their offsets, as long as there are equally many.
//
// Thread safety: pure functions.

#include "models/protocol/outline.h"

namespace interlock::protocol {

/// Returns `now` with the names that `old` has for the same things. If both are the same but for
/// names, the result is equal to `old`. A wrong pair cannot hide a difference: what is compared
/// afterwards is everything that both outlines say.
Outline WithNamesOf(const Outline& old, Outline now);

}  // namespace interlock::protocol
