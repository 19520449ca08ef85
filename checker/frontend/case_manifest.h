// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// `examples/cases/<id>/manifest.json`: what `--case` checks and replays.
//
// Thread safety: pure functions.
// Errors: text that is no JSON (line and column), a member that is missing or has another type.

#include <string>
#include <string_view>
#include <vector>

#include "models/protocol/result.h"

namespace interlock::facts {

/// A variant of a case: the copied tree with these patches applied, in order.
struct CaseVariant {
  std::string name;                  // "racy", "fixed", "fixed-wrong:test-outside-lock"
  std::string summary;               // one sentence: what is wrong or right with it
  std::vector<std::string> patches;  // relative to the manifest
  std::string program;  // built for the explorer; relative to the folder of the tool, or empty
};

/// Invariants: at least one tree, source and variant; names of variants are distinct and are
/// `racy`, `fixed`, `fixed:NAME` or `fixed-wrong:NAME`.
struct CaseManifest {
  std::string id;
  std::string title;
  std::vector<std::string> trees;    // folders of the project that are copied
  std::vector<std::string> sources;  // files or folders in them that are checked
  std::vector<std::string> flags;    // for Clang; {tree} becomes the copied tree
  std::string protocols;             // which of them, as --proofs takes it
  std::string budget;                // for the proofs of a variant, as --budget takes it, or empty
  std::vector<std::string> program_arguments;
  std::vector<CaseVariant> variants;
};

Result<CaseManifest> ReadCaseManifest(std::string_view text, const std::string& path);

}  // namespace interlock::facts
