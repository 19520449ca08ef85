// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Outlines as JSON files: the pinned protocols of a project,
// models/proofs/<protocol>/protocol.json. Schema: pinned_schema.json.
//
// Thread safety: pure functions.
//
// Invariants
//   1. Equal outlines give equal bytes; every entry stands on a line of its own, sorted, so that a
//      pull request shows what changed as lines.
//   2. What is read satisfies the invariants of outline.h, or is refused: a role or object that is
//      not listed, an unknown member, another version, a text that was cut.

#include <string>
#include <string_view>

#include "models/protocol/outline.h"
#include "models/protocol/result.h"

namespace interlock::protocol {

inline constexpr const char* kPinnedSchema = "interlock-pinned-protocol/1";

/// Writes the outline; ends with a newline.
std::string OutlineToText(const Outline& outline);

/// Reads what OutlineToText wrote.
///
/// Errors: malformed text (position "line:column"), another schema (kVersion), a member that is
///         missing, unknown or of the wrong type, a name that is not listed (position: JSON
///         pointer).
Result<Outline> OutlineFromText(std::string_view text);

/// Reads a pinned protocol, or makes the outline of a whole one: the schema of `text` decides.
Result<Outline> OutlineFromAnyText(std::string_view text);

}  // namespace interlock::protocol
