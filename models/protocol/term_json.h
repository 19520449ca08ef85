// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Terms as JSON arrays: ["i", 5], ["p", "n"], ["+", a, b], ["fld", "next", 8, address].
//
// An array holds the head, then the symbol if there is one, then the integer if it is not 0 (always
// for "i"), then the children. Strings and numbers cannot be children, so nothing is ambiguous.
//
// Thread safety: pure functions.

#include "models/protocol/json_reader.h"
#include "models/protocol/term.h"

namespace interlock::protocol {

JsonValue TermToJson(const Term& term);
/// Reads the term at hand; on error the reader holds it and the result is the integer 0.
Term TermFromJson(JsonReader* reader);

}  // namespace interlock::protocol
