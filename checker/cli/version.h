// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What this build is made of; printed by --version and `doctor`, stored in results.
//
// Thread safety: pure functions.

#include <string>

namespace interlock::cli {

/// "interlock 0.1.0".
std::string ToolName();

/// Tool, LLVM, Z3 and schema versions, one per line.
std::string VersionText();

/// Clang's resource folder that this build was made for.
std::string DefaultResourceDir();

}  // namespace interlock::cli
