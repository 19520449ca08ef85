// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The table of everything a report may say: one row per id, from rules.def.
//
// Thread safety: immutable data; any number of threads may read it.
//
// Invariants (tested)
//   1. Ids are unique.
//   2. Every rule has a page in docs/rules/ and no other page stands there.

#include <string_view>
#include <vector>

namespace interlock::rules {

struct Rule {
  std::string_view id;
  std::string_view level;    // "error", "unknown" or "incomplete"
  std::string_view title;    // a few words, as shown in a report
  std::string_view meaning;  // whole sentences
  std::string_view bad;      // example that has the problem
  std::string_view good;     // example that does not
  std::string_view remedy;   // whole sentences
};

/// All rules in the order of rules.def.
const std::vector<Rule>& AllRules();

/// The rule with `id`, compared without regard to case; null if there is none.
const Rule* FindRule(std::string_view id);

}  // namespace interlock::rules
