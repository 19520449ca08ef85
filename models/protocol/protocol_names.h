// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The words that stand for enumerators in protocol and witness files, by enumerator value.
//
// Thread safety: pure functions.

#include <vector>

namespace interlock::protocol {

const std::vector<const char*>& MultiplicityNames();
const std::vector<const char*>& EventKindNames();
const std::vector<const char*>& LockModeNames();
const std::vector<const char*>& AccessKindNames();
const std::vector<const char*>& MemoryOrderNames();

}  // namespace interlock::protocol
