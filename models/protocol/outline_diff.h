// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What changed between two outlines, in words.
//
// Thread safety: pure functions.
//
// Invariants
//   1. No change is returned exactly if both outlines say the same but for names
//      (outline_match.h).
//   2. What follows from another change is not said again: the accesses of a new role or object, a
//      join that is gone beside the accesses that it no longer orders.

#include <string>
#include <vector>

#include "models/protocol/outline.h"

namespace interlock::protocol {

struct OutlineChange {
  std::string kind;  // "root" "role" "object" "event" "access" "text" "unresolved"
  std::string text;  // "role `main`: lost lock `m`"
  Words at;          // what it happened at: "write of session: field 'usage_'"; may be empty

  /// One line: the text, and the first of `at`.
  std::string ToLine() const;
};

/// Changes from `old` to `now`, in a fixed order: roots, roles, objects, events, accesses, texts,
/// unresolved entries.
std::vector<OutlineChange> DiffOutlines(const Outline& old, const Outline& now);

}  // namespace interlock::protocol
