// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Roles of one protocol: every spawn site, seen through the call chain that leads to it from a
// root, is a role; its entry's summary, instantiated with what the creator passes, is what it does.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Role k's parent has a smaller index; roots come first.
//   2. A thread that starts its own kind again (a spawn of the same entry at the same site inside
//      its own call tree) is one role with any number of instances and nothing known about what
//      tells them apart.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/points_to/points_to.h"
#include "checker/program/program.h"
#include "checker/summary/analyzer.h"
#include "checker/summary/translate.h"

namespace interlock::link {

using protocol::Term;
using protocol::TermKind;
using protocol::TermList;
using summary::AccessFact;
using summary::EventFact;
using summary::Stack;
using summary::UnresolvedFact;

struct BuiltRole {
  FunctionId entry = kNoFunction;
  std::int32_t parent = -1;
  Stack spawn_stack;  // in the parent's call tree, from the parent's entry
  bool many = false;
  bool has_count = false;  // at most `count` instances are made
  Term count;
  TermList distinct;
  std::set<std::int32_t> live_at_spawn;
  std::int32_t spawn_event = -1;  // index into the parent's events
  std::vector<std::int32_t> spawn_prefix;
  std::vector<AccessFact> accesses;  // in terms of the whole protocol
  std::vector<EventFact> events;
  std::vector<UnresolvedFact> unresolved;
  /// Role ids that a spawn of this role's summary stands for.
  std::map<std::int32_t, std::vector<std::int32_t>> children;
  std::vector<std::int32_t> live_at_exit;  // own spawns that nobody joined
  std::set<Term> signalled_before;   // latches that the parent may have signalled when it spawned
  std::set<std::int32_t> outliving;  // roles below this one that may still run after it has ended
  bool overflow = false;
};

struct RootEntry {
  FunctionId function = kNoFunction;
  bool many_threads = false;  // any number of threads of the environment may call it at once
};

struct RoleBuilderOptions {
  std::int32_t role_max = 400;
  std::size_t access_max = 200000;
};

/// Builds all roles from the roots' summaries. `*overflow` is set if a limit was hit.
std::vector<BuiltRole> BuildRoles(summary::Analyzer& analyzer, const std::vector<RootEntry>& roots,
                                  const RoleBuilderOptions& options, bool* overflow);

}  // namespace interlock::link
