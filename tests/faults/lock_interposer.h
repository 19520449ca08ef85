// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The lock interposer: a definition of pthread_mutex_lock in the test program, in front of the
// system's. Every lock that code of this program takes passes through it: of mutexes, and with them
// of channels, wait groups, trackers and killers, which have no hook of their own. The lock that a
// condition variable takes back inside the C library does not.
//
// Thread safety: SetLockPoint is called while no other thread takes locks.

#include "tests/faults/strike_point.h"

namespace interlock::reference {

/// Lets every lock count at `point`; null: at none. Requires: `point` outlives the counting.
void SetLockPoint(StrikePoint* point);

}  // namespace interlock::reference
