// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Protocols as JSON files. Schema: protocol_schema.json.
//
// Thread safety: pure functions.
//
// Invariants
//   1. The text is compact and deterministic: equal protocols give equal bytes.
//   2. `digest` covers everything else; a file whose digest does not fit its content is rejected.
//   3. What is read is validated (protocol_validate.h): no dangling reference gets past here.

#include <string>
#include <string_view>

#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::protocol {

/// The digest of the protocol, its own `digest` member left out.
std::string ContentDigest(const Protocol& protocol);

/// Writes the protocol with its content digest (whatever `protocol.digest` says).
std::string ProtocolToJson(const Protocol& protocol);

/// Reads and validates a protocol.
///
/// Errors: malformed or truncated text (position "line:column"), wrong schema (kVersion), missing
/// or
///         unknown member, wrong type, wrong digest, dangling reference (position: JSON pointer).
Result<Protocol> ProtocolFromJson(std::string_view text);

}  // namespace interlock::protocol
