// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Checks the shape of a term: number of children, widths, needed symbols. See term.h.
//
// Thread safety: pure functions.

#include <string>

#include "models/protocol/term.h"

namespace interlock::protocol {

/// What is wrong with `term` or one of its children; empty if nothing is.
std::string DescribeMalformed(const Term& term);

}  // namespace interlock::protocol
