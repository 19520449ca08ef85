// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The Clang front end: one translation unit of C or C++ to facts.
//
// Thread safety: LowerSource may run in several threads at once; each call has its own Clang.
//
// Invariants
//   1. A unit that is returned satisfies facts::ValidateUnit.
//   2. What is not understood stands in the facts as an unknown with its position.
//   3. The same command on the same files gives the same unit.

#include <string>
#include <vector>

#include "checker/frontend/facts.h"
#include "checker/lower/compile_database.h"
#include "models/protocol/result.h"

namespace interlock::lower {

struct LowerOptions {
  std::string project_root;             // paths in facts are relative to it where possible
  std::string resource_dir;             // Clang's own headers; empty: that of the linked Clang
  std::vector<std::string> extra_args;  // appended to every command
  bool thread_safety = true;            // also run Clang's thread-safety analysis
  /// If set, receives the absolute path of every file that Clang read (main file and headers),
  /// sorted.
  std::vector<std::string>* files_read = nullptr;
};

/// Lowers the file of `command`. Source that does not parse is no error of this function: what
/// Clang reports stands in Unit::errors and the unit is incomplete.
///
/// Errors: kIo if the file cannot be read, kInternal if the facts break an invariant.
Result<facts::Unit> LowerSource(const CompileCommand& command, const LowerOptions& options);

/// Gives the arguments with which Clang is run: without output, dependency and GCC-only options.
std::vector<std::string> AdjustArguments(const CompileCommand& command,
                                         const LowerOptions& options);

}  // namespace interlock::lower
