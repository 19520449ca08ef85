// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The protocol of a tiny program: what `checker/link` would extract from it.
//
// One walk over each body with a small state: locks held, roles that may live, passed flags, latch
// position, events so far. Loops are walked once, branches are joined: what holds after both arms
// holds after the branch.
//
// Thread safety: pure function.

#include "models/enumerate/program.h"
#include "models/protocol/protocol.h"

namespace interlock::enumerate {

protocol::Protocol ToProtocol(const Program& program);

}  // namespace interlock::enumerate
