// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PropertyRunner: gives generated cases to a property, and a smaller case to the reader if it
// fails. RapidCheck draws the seeds and shrinks.
//
// Thread safety: thread-hostile: one at a time in a process, because a case that never ends is
// reported by a signal.

#include <cstdint>
#include <functional>
#include <string>

#include "tests/differential/join_case.h"

namespace interlock::reference {

/// What to run. Thread-compatible.
struct RunParameters {
  std::uint64_t seed = 20261120;
  std::int64_t case_count = 2000;
  bool has_single_case = false;
  std::uint64_t single_case = 0;  // the number that a failure prints after "case"
};

/// Reads `--cases N`, `--seed S`, `--case C`; the environment's INTERLOCK_DIFFERENTIAL_SEED stands
/// for `--seed`. Ends the process with a usage text for anything else.
RunParameters ParseRunParameters(int argument_count, char** arguments);

/// Returns what is wrong with the engine or an oracle, or nothing.
using CaseProperty = std::function<std::string(const JoinCase&)>;

/// Runs the property on the cases; returns whether it held for all. A failure is printed with the
/// seed, the case it was found with, and the smallest one that fails, too.
bool HoldsForCases(const std::string& description, const RunParameters& parameters,
                   const CaseProperty& property);

}  // namespace interlock::reference
