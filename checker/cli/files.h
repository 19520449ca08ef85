// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Files of the command line: read whole, written whole or not at all.
//
// Thread safety: no state; two writers of one path race on which file stays.
//
// Invariants
//   1. WriteFile leaves the old file in place when it fails (full disk, no permission).
//   2. Every error names the path and the cause the system gave.

#include <string>
#include <vector>

#include "models/protocol/result.h"

namespace interlock::cli {

Result<std::string> ReadFile(const std::string& path);

/// Writes through a temporary file beside `path` that is renamed when it is complete.
Status WriteFile(const std::string& path, const std::string& text);

/// Makes the folder and its parents, and makes sure that a file can be written there.
Status MakeWritableFolder(const std::string& path);

/// Makes the folder and its parents.
Status MakeFolder(const std::string& path);

/// Files (not folders) directly in `folder` whose name ends with `suffix`, sorted by name; empty if
/// there is no such folder.
std::vector<std::string> ListFiles(const std::string& folder, const std::string& suffix);

/// Absolute form without symbolic links, `.` or `..`; works for paths that do not exist, too.
std::string Canonical(const std::string& path);

/// Whether `path` is `folder` or lies below it; both canonical.
bool IsBelow(const std::string& path, const std::string& folder);

/// `path` relative to `folder` if it lies below it, else unchanged; both canonical.
std::string RelativeTo(const std::string& path, const std::string& folder);

/// True if both folders hold the same files, at least one, with the same bytes.
bool SameTree(const std::string& a, const std::string& b);

}  // namespace interlock::cli
