// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Shipped cases: a copy of the engine with the patches of one variant, ready to be checked.
//
// Thread safety: as child_process.h.

#include <string>
#include <vector>

#include "checker/cli/source_list.h"
#include "checker/frontend/case_manifest.h"
#include "models/protocol/result.h"

namespace interlock::cli {

struct Case {
  facts::CaseManifest manifest;
  std::string folder;   // of the manifest
  std::string project;  // the tree that the case copies from
};

/// Finds the case with this id in the source tree or the installation that this program belongs to.
/// Errors: no such case (the message lists those that exist), malformed manifest.
Result<Case> FindCase(const std::string& id);

/// The variants that `wanted` means: a whole name, or a kind (`fixed`, `fixed-wrong`) without one.
/// Errors: none of that name (the message lists them all).
Result<std::vector<facts::CaseVariant>> SelectVariants(const facts::CaseManifest& manifest,
                                                       const std::string& wanted);

/// Copies the trees of the case into `tree` (emptied before), applies the patches of `variant`, and
/// lists the sources. Errors: a patch that does not apply, with the words of `patch`.
Result<SourceList> PrepareVariant(const Case& chosen, const facts::CaseVariant& variant,
                                  const std::string& tree);

/// Absolute path of the program that replays `variant`, empty if the manifest names none.
std::string ProgramOf(const facts::CaseVariant& variant);

/// Exit code of several variants of one kind from the exit codes of each.
int CombineExitCodes(const std::string& wanted, const std::vector<int>& codes);

}  // namespace interlock::cli
