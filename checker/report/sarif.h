// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Findings as SARIF 2.1.0, the form that code-scanning services take.
//
// One run. The results are the findings (kind `fail`); what is proved or open is not in it, because
// services would show it as an alert. The first place of a finding is its location, the others are
// related locations; each thread's way to its access is one threadFlow of a codeFlow.
//
// Thread safety: pure function.
//
// Invariants
//   1. The same result gives the same bytes; no path of the machine but for files outside of the
//      project, which have no other name.
//   2. An incomplete run says `executionSuccessful: false` and names its problems.
//   3. With a baseline every result has a `baselineState`, without one none has.
//   4. At most kResultsMax results, the first ones; a notification says how many were left out.
//
// Source: SARIF 2.1.0, OASIS Standard; limits of services: user documentation of GitHub.

#include <cstddef>
#include <string>

#include "checker/report/run_result.h"

namespace interlock::report {

inline constexpr std::size_t kResultsMax = 25000;
inline constexpr std::size_t kFrameLocationsMax = 1000;  // of one threadFlow

/// Renders the findings of `result`. Ends with a newline.
std::string ResultToSarif(const RunResult& result);

}  // namespace interlock::report
