// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Checks that a protocol is what protocol.h and term.h say, before anything relies on it.
//
// Thread safety: pure functions.

#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::protocol {

/// Checks every id, every term and every invariant.
///
/// Errors: the first violation, with the JSON pointer of the offending entry as position. The
/// digest
///         is not checked here, since a protocol that was just built has none (protocol_json.h).
Status Validate(const Protocol& protocol);

}  // namespace interlock::protocol
