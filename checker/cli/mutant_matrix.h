// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Which mutants the proof caught: expectation against result, and the matrix in three forms.
//
// Thread safety: pure functions.
//
// Invariants
//   1. A mutant is caught only by a complete run with the verdict, the rule and the function that
//      are expected; where programs were asked, only if one of them followed such a finding. Where
//      the expectation is that there is no witness, it is stopped, and never counted as caught.
//   2. What was not run, or not to its end, is never caught and never silent.

#include <string>
#include <vector>

#include "checker/cli/mutant_corpus.h"
#include "checker/report/run_result.h"

namespace interlock::cli {

struct MutantRow {
  enum class State {
    kCaught,    // a bug, found as expected
    kStopped,   // a bug, not proved any more, without a witness: as expected
    kSilent,    // harmless, and no finding
    kNotAsked,  // no proof is expected to catch it
    kMissed,    // a bug, not found as expected
    kAlarm,     // harmless, and not proved or with a finding
    kError,     // the patch does not apply, or the run did not come to its end
    kNotRun,    // the run was interrupted before
  };
  Mutant mutant;
  State state = State::kNotRun;
  std::string verdict;  // found
  std::string reason;   // kMissed, kAlarm, kError: what is different
  std::string replay;   // of the expected finding: "replayed" or why not; empty: not asked
  std::int64_t findings = 0;
};

/// "caught", "stopped", "silent", "not asked", "MISSED", "ALARM", "error", "not run".
const char* StateName(MutantRow::State state);

/// Decides one row. `with_program`: a finding must have been replayed.
void Judge(const report::RunResult& result, bool with_program, MutantRow* row);

std::string MatrixText(const std::vector<MutantRow>& rows);
std::string MatrixJson(const std::vector<MutantRow>& rows, bool complete);
/// The page for docs/; `command` is the command that wrote it.
std::string MatrixMarkdown(const std::vector<MutantRow>& rows, const std::string& command);

/// 2 if a row has an error or was not run, 1 if one is missed or a harmless one is not silent.
int ExitCodeOf(const std::vector<MutantRow>& rows);

}  // namespace interlock::cli
