// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Protocols of any size that are race-free by construction, to see how the prover grows.
//
// main starts `roles` roles with any number of instances each, and joins none before it ends. The
// objects are of four kinds, in turn, so that every way to separate a pair occurs:
//
//   table   any role reads and writes it under the lock of the table                 (lock)
//   plan    main writes it before it starts the first role; the roles read it         (order)
//   slots   an instance of one role reads and writes the slot of its own number   (instance)
//   pairs   each instance of one role writes the left half of a slot, those of another one read the
//           right halves                                                              (bytes)
//
// Thread safety: pure function.
//
// Invariants
//   1. The path conditions of two accesses of roles are different, so that no query of the solver
//      answers for two pairs.
//   2. With `unlocked` the first table is written once without its lock, and nothing else differs:
//      the protocol is refuted.

#include <cstdint>

#include "models/protocol/protocol.h"

namespace interlock::bench {

struct ProtocolSize {
  std::int32_t roles = 12;
  std::int32_t objects = 420;
  std::int32_t accesses_per_object = 6;
  bool unlocked = false;
};

/// Requires: at least two roles, four objects, two accesses for each object.
protocol::Protocol GenerateProtocol(const ProtocolSize& size);

}  // namespace interlock::bench
