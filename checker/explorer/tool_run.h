// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs another program and waits for it.
//
// Thread safety: thread-compatible.

#include <map>
#include <string>
#include <vector>

#include "models/protocol/result.h"

namespace interlock::explore {

struct ToolRun {
  std::vector<std::string> command;                // program first; looked up in PATH
  std::map<std::string, std::string> environment;  // added to this process's
  std::string input;                               // for its standard input
  double timeout_seconds = 300;
  bool capture_output = true;   // else it writes where this process writes
  bool capture_errors = false;  // standard error goes into the output, too
};

struct ToolResult {
  int exit_status = 0;  // 128 + signal if a signal ended it
  bool timed_out = false;
  std::string output;
};

/// Errors: the program cannot be started. A non-zero exit status is no Error.
Result<ToolResult> RunTool(const ToolRun& run);

}  // namespace interlock::explore
