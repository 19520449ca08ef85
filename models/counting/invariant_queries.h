// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The plain queries that make an invariant a proof: it holds at the start, each transition keeps
// it, it excludes what the property forbids.
//
// Whoever found the invariant is not trusted; these queries, all `unsat`, are the whole proof (with
// those of validate.h, which say that the system is one).
//
// Thread safety: pure functions.
//
// Invariants
//   1. Equal arguments give equal scripts, byte by byte.

#include <string>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/protocol/result.h"
#include "models/smt/script.h"

namespace interlock::counting {

struct InvariantQuery {
  std::string id;  // "start", "step-<number>", "safe-<property>"
  smt::Script script;
};

/// That `invariant` holds at the start and is kept by each transition.
///
/// Requires: `Validate` accepts the system. Errors: `invariant` is no SMT-LIB term over the
/// variables of the system's encoding.
Result<std::vector<InvariantQuery>> InductionQueries(const CounterSystem& system,
                                                     const std::string& invariant);

/// That `invariant` excludes what `property` forbids. Requirements and errors as above.
Result<InvariantQuery> SafetyQuery(const CounterSystem& system, const Property& property,
                                   const std::string& invariant);

}  // namespace interlock::counting
