// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Hand-made extraction faults: protocols that say what the program does not do.
//
// Places are chosen by structure, among the accesses that alone admit demanded events of the traces
// at hand (ConformResult::sole_events): a fault anywhere else could not be seen in them.
//
// Thread safety: pure functions.

#include <cstdint>
#include <string>
#include <vector>

#include "models/protocol/protocol.h"

namespace interlock::conformance {

struct Fault {
  std::string name;      // "dropped access" ...
  std::string what;      // the edit, for people
  std::string position;  // where a refused event must lie
  std::string reason;    // NotAdmitted::reason that must come up; empty: any
  protocol::Protocol protocol;
};

/// One of each kind; a kind that finds no place in the protocol is missing.
std::vector<Fault> MakeFaults(const protocol::Protocol& protocol,
                              const std::vector<std::uint64_t>& sole_events);

}  // namespace interlock::conformance
