// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The quiescence and spill protocol of a parallel join's build side as a counter system.
//
// A controller hands units of input to N workers through a channel of one slot. Each unit is
// bracketed by a wait group. When memory is short the controller waits until no unit is open,
// starts N spill workers, joins them, and goes on. Written in full: status under a mutex, consumers
// that wait while a spill runs, errors of workers and controller, undone units, the kill flag, the
// stop at any time, the final spill after the channel is closed.
//
// Thread safety: pure function.

#include "models/counting/counter_system.h"

namespace interlock::counting {

/// Ways to break the protocol; each alone.
struct SpillMachineOptions {
  /// A worker touches what spill workers read before its first unit (case 57450, part 2).
  bool worker_prologue = false;
  /// A worker touches its tables once more after its last unit (mutation M04).
  bool worker_epilogue = false;
  /// The unit is opened after it was sent (mutation M40).
  bool add_after_send = false;
  /// A worker that fails ends instead of taking further units without working on them.
  bool failed_worker_stops = false;
  /// A spill that fails leaves the status as it is, so nobody is woken.
  bool failed_spill_keeps_status = false;
  /// A unit that was not sent stays open.
  bool no_undo = false;
};

/// The machine with its properties: exclusion, deadlock, lost wake-up, use of channels and group.
CounterSystem SpillMachine(const SpillMachineOptions& options = {});

}  // namespace interlock::counting
