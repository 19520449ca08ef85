// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/rules/rules.h"

#include <algorithm>
#include <cctype>

namespace interlock::rules {

const std::vector<Rule>& AllRules() {
  static const std::vector<Rule> rules = {
#define IL_RULE(id, level, title, meaning, bad, good, remedy) \
  {id, level, title, meaning, bad, good, remedy},
#include "checker/rules/rules.def"
#undef IL_RULE
  };
  return rules;
}

const Rule* FindRule(std::string_view id) {
  auto equal = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  for (const Rule& rule : AllRules()) {
    if (std::equal(rule.id.begin(), rule.id.end(), id.begin(), id.end(), equal)) return &rule;
  }
  return nullptr;
}

}  // namespace interlock::rules
