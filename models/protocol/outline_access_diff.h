// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What changed between the accesses of two outlines whose names agree: one line for each role and
// change, with the accesses that it happened to.
//
// Thread safety: pure functions.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/protocol/outline.h"
#include "models/protocol/outline_diff.h"

namespace interlock::protocol {

struct AccessDiff {
  std::vector<OutlineChange> changes;
  // What the changes say, so that events need not say it again: (role, lock), (role, other role).
  std::set<std::pair<std::string, std::string>> changed_locks;
  std::set<std::pair<std::string, std::string>> live_gained;
  std::set<std::pair<std::string, std::string>> live_lost;
};

/// Requires: both sorted and without repetition; roles and objects named alike.
AccessDiff DiffAccesses(const std::vector<OutlineAccess>& old,
                        const std::vector<OutlineAccess>& now);

}  // namespace interlock::protocol
