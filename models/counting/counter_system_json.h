// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Counter systems as JSON files. Schema: counter_system_schema.json.
//
// Thread safety: pure functions.
//
// Invariants
//   1. The text is compact and deterministic: equal systems give equal bytes.
//   2. What is read is validated (validate.h).
//
// Layout: symbols are "<kind>:<name>", points and resources are named; a linear expression is
// [constant, [coefficient, symbol], ...]; a constraint is [linear, relation], relation to 0.

#include <string>
#include <string_view>

#include "models/counting/counter_system.h"
#include "models/protocol/result.h"

namespace interlock::counting {

/// Requires: `Validate` accepts the system.
std::string CounterSystemToJson(const CounterSystem& system);

/// Reads and validates a system.
///
/// Errors: malformed text (position "line:column"), wrong schema (kVersion), missing or unknown
///         member, unknown name or word, and what `Validate` rejects (position: JSON pointer).
Result<CounterSystem> CounterSystemFromJson(std::string_view text);

/// Identifies a system: its digest stands in its certificates.
std::string CounterSystemDigest(const CounterSystem& system);

}  // namespace interlock::counting
