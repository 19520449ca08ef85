// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Starts an explored program and reads the outcome file that its runtime wrote.
//
// Thread safety: thread-compatible.

#include <string>
#include <vector>

#include "checker/explorer/outcome.h"
#include "models/protocol/result.h"

namespace interlock::explore {

/// The lines of an outcome file: what both kinds of run have, and a replay's.
struct OutcomeFile {
  RunOutcome run;
  std::uint64_t failing = 0;
  std::uint64_t first_failing = 0;
  std::string choices;
  bool has_verdict = false;
  ReplayOutcome replay;  // `run` unused
  std::int32_t confirmed_race = -1;
};

/// Reads outcome text. Errors: not an outcome file, other version, malformed or truncated.
Result<OutcomeFile> ParseOutcome(const std::string& text);

struct ProgramRun {
  std::string program;
  std::vector<std::string> args;
  std::string control;  // lines after the first; `outcome` and `sites` are added
  std::string work_directory;
  double timeout_seconds = 60;
  bool show_output = true;
};

/// Writes the control file, runs the program, reads the outcome.
/// Errors: work directory not writable, program cannot be started, it is no explored program, the
/// runtime refused to start (message of the runtime), outcome missing or malformed.
Result<OutcomeFile> RunProgram(const ProgramRun& run);

}  // namespace interlock::explore
