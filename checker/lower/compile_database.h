// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads compile_commands.json.
//
// Thread safety: pure functions, thread-safe.
//
// Invariants
//   1. Every command has an absolute file path, a directory and at least one argument.

#include <string>
#include <vector>

#include "models/protocol/result.h"

namespace interlock::lower {

/// How one file is compiled.
struct CompileCommand {
  std::string directory;               // working directory
  std::string file;                    // absolute path of the main source file
  std::vector<std::string> arguments;  // program name first
};

/// Reads the compile database at `path` (the file, or the folder that holds compile_commands.json).
///
/// Errors: kNotFound if there is no such file; kInvalidInput if it is malformed or has no entry.
Result<std::vector<CompileCommand>> ReadCompileDatabase(const std::string& path);

}  // namespace interlock::lower
