// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Roots of the protocols of a program, and their environment.
//
// Thread safety: pure function.

#include <string>
#include <vector>

#include "checker/link/link.h"
#include "checker/link/role_builder.h"

namespace interlock::link {

struct ProtocolRoots {
  std::string name;
  std::vector<RootEntry> entries;
  std::vector<std::string> aliasing;  // parallel to entries, for people
  bool parameters_are_shared = true;
};

/// The protocols that the claims, the options or `main` ask for, sorted by name.
Result<std::vector<ProtocolRoots>> FindRoots(const Program& program, const LinkOptions& options);

}  // namespace interlock::link
