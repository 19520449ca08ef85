// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Proves the claims of a user's own latch from its body: a counter under a lock that starts at a
// known value, only goes down, and on which the waiting function returns only when it is 0.
//
// The functions are found by their claims (`signals`, `waits_for`), never by their names.
//
// Thread safety: pure functions.

#include <cstdint>

#include "checker/summary/analyzer.h"

namespace interlock::link {

/// A counter field of a latch object.
struct LatchCounter {
  std::int64_t offset = 0;  // of the field in the latch object
  std::uint32_t bytes = 0;
};

/// True if `wait` has the claim `waits_for` and returns only after it has read 0 from a counter
/// field of its object, with a plain load.
bool ReturnsOnlyAtZero(summary::Analyzer& analyzer, FunctionId wait, LatchCounter* counter);

/// The value with which the counter at `latch` + counter.offset starts, if it is one constant that
/// a single constructor call gives it, and everything that changes it later is a function with the
/// claim `signals` that subtracts from it. `object` and `latch_offset` say where the latch lies.
bool StartsAtConstant(summary::Analyzer& analyzer, points_to::ObjectId object,
                      std::int64_t latch_offset, const LatchCounter& counter, std::int64_t* value);

/// True if the instruction (a call of a function with the claim `signals`, or an operation on a
/// library latch or barrier) counts exactly one arrival.
bool ArrivesOnce(summary::Analyzer& analyzer, const summary::Frame& at);

}  // namespace interlock::link
