// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Prints a result on the terminal, with source lines where the sources can be read.
//
// Thread safety: as terminal.h.

#include <string>

#include "checker/cli/options.h"
#include "checker/report/run_result.h"

namespace interlock::cli {

/// Prints the text form; `root` is the folder to which positions are relative.
void ShowResult(const report::RunResult& result, const Options& options, const std::string& root);

/// Prints `{"verdict": ..., "lines": [...]}` for the one source of the run.
void ShowBenchVerdict(const report::RunResult& result);

}  // namespace interlock::cli
