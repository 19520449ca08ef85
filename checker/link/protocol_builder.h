// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes the roles of one protocol down as protocol::Protocol.
//
// Thread safety: pure function.

#include <string>
#include <vector>

#include "checker/link/role_builder.h"
#include "models/protocol/protocol.h"

namespace interlock::link {

struct ProtocolInput {
  std::string name;
  std::vector<RootEntry> roots;
  std::vector<std::string> root_aliasing;  // parallel to roots, for people
  bool overflow = false;                   // a limit was hit: nothing may be proved
  std::vector<LinkIssue> issues;           // of functions that the roots reach
};

/// Requires: `roles` came from BuildRoles with the same analyzer.
protocol::Protocol BuildProtocol(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                                 const ProtocolInput& input);

/// The accesses that may change memory while several threads run, and those of the root alone.
void SplitWrites(const summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                 const std::vector<RootEntry>& roots, std::vector<summary::WriteFact>* changing,
                 std::vector<std::int32_t>* changing_by, std::vector<summary::WriteFact>* quiescent,
                 std::vector<std::int32_t>* quiescent_by);

/// True if at most one instance of the role exists in the whole run.
bool IsSingleInstance(const std::vector<BuiltRole>& roles, std::int32_t role);

}  // namespace interlock::link
