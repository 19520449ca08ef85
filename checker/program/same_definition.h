// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether two units define a function, record or variable alike.
//
// Everything counts, positions included: two definitions of one name at two places are two things.
// File indices are unit-local and are compared by the paths that they stand for.
//
// Thread safety: pure functions.

#include "checker/frontend/facts.h"

namespace interlock::link {

/// A definition's unit; gives meaning to its file indices.
struct DefinitionContext {
  const facts::Unit* a = nullptr;
  const facts::Unit* b = nullptr;
};

bool SamePosition(const DefinitionContext& context, const facts::Position& a,
                  const facts::Position& b);
bool SameFunction(const DefinitionContext& context, const facts::Function& a,
                  const facts::Function& b);
/// An implicit destructor exists only in units that use it: one side may have none.
bool SameRecord(const DefinitionContext& context, const facts::Record& a, const facts::Record& b);
bool SameGlobal(const DefinitionContext& context, const facts::Global& a, const facts::Global& b);

}  // namespace interlock::link
