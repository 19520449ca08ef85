// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs another SMT solver as a program on one text.
//
// Thread safety: any number of threads may call it at once.

#include <cstdint>
#include <string>

#include "models/protocol/result.h"

namespace interlock::certificate {

/// The first line that `program` prints for `formula` on its standard input ("unsat", "sat",
/// "unknown", "(error ..."), "time-out" if it takes longer, "no answer" if it prints nothing.
///
/// Errors: the program cannot be started (kNotFound, kIo).
Result<std::string> RunSecondSolver(const std::string& program, const std::string& formula,
                                    std::int64_t timeout_ms);

}  // namespace interlock::certificate
