// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The terminal form of a RunResult: diagnostics as Clang prints them, then what was proved.
//
// Thread safety: pure functions of their arguments.
//
// Invariants
//   1. Every diagnostic starts with `file:line:col: severity: text [ID]` on a line of its own.
//   2. Colour adds nothing: the text without escape sequences is the same.
//   3. The last line that is not a note starts with `result:`.

#include <functional>
#include <string>

#include "checker/report/run_result.h"

namespace interlock::report {

struct TextOptions {
  bool color = false;
  bool quiet = false;      // findings and the result line only
  bool all_pairs = false;  // the table of pairs and every open question
  /// Line `line` (from 1) of `file` as named in positions; empty if it cannot be read.
  std::function<std::string(const std::string& file, long line)> source_line;
  std::string replay_command;  // printed with a witness, "" for none; WITNESS stands for the id
};

/// Renders the whole report.
std::string RenderText(const RunResult& result, const TextOptions& options);

/// Renders the last lines only: `result: 0 findings   proofs: ...` and what keeps it incomplete.
std::string RenderSummary(const RunResult& result);

}  // namespace interlock::report
