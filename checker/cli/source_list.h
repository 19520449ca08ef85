// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Which sources a run is about, and with which flags: targets held against the compile database.
//
// Thread safety: pure functions that read files.
//
// Invariants
//   1. A source that a target names and the database does not have is an error or is listed in
//      `outside`; none is dropped in silence.
//   2. Jobs are sorted by source and have distinct sources.

#include <string>
#include <vector>

#include "checker/lower/compile_database.h"
#include "models/protocol/result.h"

namespace interlock::cli {

/// One translation unit to extract.
struct SourceJob {
  lower::CompileCommand command;
  std::string source;  // relative to the root where possible
};

struct SourceList {
  std::string root;  // positions are relative to it
  std::vector<SourceJob> jobs;
  std::vector<std::string> outside;   // sources below a target that the database does not have
  std::vector<std::string> repeated;  // compiled again with other macros; only the first is checked
  std::vector<std::string> dropped;   // flags that Clang does not know, sorted
};

/// Takes flags for one source from the command line (`check FILE -- FLAGS`).
Result<SourceList> SourcesWithFlags(const std::vector<std::string>& targets,
                                    const std::vector<std::string>& flags);

/// Takes flags from `compile_commands.json` in `build_folder` (empty: "build", then ".").
/// Errors: no database, malformed database, a target that does not exist or has no source in it.
Result<SourceList> SourcesFromDatabase(const std::string& build_folder,
                                       const std::vector<std::string>& targets);

/// The folder to which positions are relative: the nearest one above `path` that holds
/// `interlock.toml` or `.git`, else the working folder if `path` lies below it, else its own.
std::string ProjectRoot(const std::string& path);

/// Whether the name ends as C or C++ sources do.
bool IsSourceName(const std::string& path);

}  // namespace interlock::cli
