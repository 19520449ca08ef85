// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Checks one script in a forked process, so that a time limit holds whatever the solver does.
//
// The child makes an engine of its own and writes its answer into a pipe; the parent waits at most
// `timeout_ms` and ends the child then. A child that dies or writes less than a whole answer gives
// `kUnknown`.
//
// Thread safety: any number of threads may call it at once.
//
// Layout of an answer: one item per line. "sat" followed by "name value" lines, "unsat" followed by
// names, or "unknown" followed by a reason; "end" closes it.

#include <cstdint>

#include "models/smt/engine.h"

namespace interlock::smt {

Answer CheckInChild(const Script& script, EngineKind kind, std::int64_t timeout_ms);

}  // namespace interlock::smt
