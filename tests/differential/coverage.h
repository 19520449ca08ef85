// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Coverage: how many cases of a run were of which kind, and which kind never came.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "tests/differential/join_case.h"
#include "tests/differential/join_run.h"
#include "tests/differential/oracle.h"

namespace interlock::reference {

/// Counters by category. Thread-compatible.
class Coverage {
 public:
  /// Lists every category that the generator makes, at 0.
  static Coverage OfCases();
  /// Lists also those that only a run of the join reaches.
  static Coverage OfRuns();

  void AddCase(const JoinCase& join_case, const ConditionCounts& counts);
  void AddRun(const JoinCase& join_case, const JoinRun& run);

  /// Returns the categories that no case was of.
  std::vector<std::string> Missing() const;
  void Print(std::ostream& out) const;

 private:
  void Add(const std::string& category) { ++counts_[category]; }
  void Expect(const std::string& category) { counts_[category]; }

  std::map<std::string, std::int64_t> counts_;
};

}  // namespace interlock::reference
