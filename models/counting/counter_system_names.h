// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of counter system files, in order of their enumerators.
//
// Thread safety: pure functions.

#include <string>
#include <vector>

#include "models/counting/counter_system.h"

namespace interlock::counting {

const std::vector<const char*>& InstancesNames();
const std::vector<const char*>& PointKindNames();
const std::vector<const char*>& OperationNames();
const std::vector<const char*>& OutcomeNames();
const std::vector<const char*>& PropertyKindNames();
const std::vector<const char*>& RelationNames();
/// The word before the colon of a symbol, e.g. "queued".
const std::vector<const char*>& SymbolKindNames();

std::string OperationName(Operation operation);
std::string OutcomeName(Outcome outcome);
std::string PropertyKindName(PropertyKind kind);

}  // namespace interlock::counting
