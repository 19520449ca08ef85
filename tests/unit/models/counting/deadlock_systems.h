// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Small protocols that stop for one reason each, and their repaired twins.
//
// Thread safety: pure functions.

#include "models/counting/counter_system.h"

namespace interlock::counting {

/// N producers send one result each into a channel; main joins them before it takes the results.
/// With one slot the second send blocks for ever; `repaired`: N slots.
CounterSystem SendIntoFullChannel(bool repaired);

/// A producer hands units to N workers through one slot. A worker that fails ends; `repaired`: it
/// takes the rest without working on it.
CounterSystem WorkerStopsConsuming(bool repaired);

/// Main waits until no unit is open, then for a report if the work is not finished. The worker
/// opens its unit itself, maybe after the wait; `repaired`: main opens it before it starts the
/// worker.
CounterSystem WaitBeforeAdd(bool repaired);

/// Waiters wait under a mutex for a flag. The notifier sets it without the mutex, so that a waiter
/// that has looked already sleeps for ever; `repaired`: under the mutex.
CounterSystem NotifyWithoutMutex(bool repaired);

/// N senders count what they send, a receiver what it takes; at the end both sums are equal. The
/// receiver stops at some time by itself; `repaired`: only once the channel is closed and empty.
CounterSystem CountedTokens(bool repaired);

}  // namespace interlock::counting
