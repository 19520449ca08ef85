// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The programs under tests/explorer/programs as the tests see them.

#include <string>

#include "checker/explorer/explore.h"
#include "checker/explorer/replay.h"

namespace interlock::explore {

/// Path of the program built from programs/<name>.cc (or .c).
std::string ProgramPath(const std::string& name);

/// A fresh folder for control, outcome and trace files.
std::string WorkFolder();

/// Position of the line of programs/<name>.cc that holds "[mark]", as "file:line:column" where the
/// column is one at which the program has an instrumented call. Test failure if there is none.
/// The first such column, or the last one.
std::string PositionOf(const std::string& name, const std::string& mark, bool last = false);

/// Explores with a silent program and a fresh work folder; test failure on an Error.
ExploreOutcome Explore(const std::string& name, ExploreOptions options,
                       const std::vector<std::string>& args = {});

}  // namespace interlock::explore
