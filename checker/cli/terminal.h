// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the commands print: results to standard output, everything else to standard error.
//
// Thread safety: ProgressLine may be moved on from any one thread at a time.

#include <cstddef>
#include <string>

#include "checker/cli/options.h"
#include "models/protocol/result.h"

namespace interlock::cli {

/// Prints to standard output. A closed or full output ends in exit code 2: see OutputFailed.
void Print(const std::string& text);

/// Whether anything printed so far was lost.
bool OutputFailed();

/// Prints `interlock: error: position: message`; returns 2, the exit code that belongs to it.
int PrintError(const Error& error);

/// One line that is drawn again on a terminal, or one line for every tenth otherwise.
class ProgressLine {
 public:
  ProgressLine(const Options& options, std::string label);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(std::size_t done, std::size_t total);

 private:
  std::string label_;
  bool redraw_ = false;
  bool off_ = false;
  bool drawn_ = false;
  std::size_t last_tenth_ = 0;
  bool started_ = false;
};

}  // namespace interlock::cli
