// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The protocols that a project has accepted: FOLDER/<protocol>/protocol.json, each the outline of
// what was extracted when a person last looked at it. docs/protocol.md says the same for users.
//
// Thread safety: pure functions that read and write files.
//
// Invariants
//   1. A protocol that was linked in full and differs from its pin, or has none, is a finding
//      IL-PROTOCOL-CHANGED with the changes in words; so is a pin without a protocol.
//   2. A pin that cannot be read is a problem of the run, never "no change".

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "checker/report/run_result.h"
#include "models/protocol/outline_diff.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::cli {

/// FOLDER/<protocol>/protocol.json.
std::string PinnedFile(const std::string& folder, const std::string& protocol);

/// Reads a protocol, pinned or whole. Errors: position is the file and the place in it.
Result<protocol::Outline> ReadOutline(const std::string& file);

/// Names of the protocols that are pinned in `folder`, sorted; empty if there is no such folder.
std::vector<std::string> PinnedNames(const std::string& folder);

/// Pins `protocols`; other pins stay.
Status WritePinned(const std::string& folder, const std::vector<protocol::Protocol>& protocols);

struct PinnedQuestion {
  std::string folder;
  std::set<std::string> known_unknown;  // protocols of the program that are not linked in full
  std::function<bool(const std::string& protocol)> selected;  // the run was asked about it
};

/// Holds what was linked against the pins, and adds findings and problems to `result`.
void ComparePinned(const PinnedQuestion& question, const std::vector<protocol::Protocol>& protocols,
                   report::RunResult* result);

}  // namespace interlock::cli
