// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Copies of a project with patches, which are checked in place of the project.
//
// Thread safety: as child_process.h.
//
// Invariants
//   1. The original is only read. A tree is made anew; nothing of an earlier one stays.

#include <string>
#include <vector>

#include "checker/cli/source_list.h"
#include "models/protocol/result.h"

namespace interlock::cli {

/// Applies one patch, made with paths below a/ and b/, in the folder `tree`, without fuzz.
/// Errors: the words of `patch`; position is the file.
Status ApplyPatch(const std::string& patch, const std::string& tree);

/// Copies the project in `root` to `tree` (emptied before) and makes it a project of its own.
/// Left out: names that begin with a dot, folders with a CMake cache, and `left_out` (canonical).
Status CopyProject(const std::string& root, const std::vector<std::string>& left_out,
                   const std::string& tree);

/// The same sources, with their flags, in the copy `tree` of `list.root`. A path of a flag that the
/// copy does not have stays.
SourceList MoveSources(const SourceList& list, const std::string& tree);

}  // namespace interlock::cli
