// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What each operation on a channel, wait group, mutex, condition or role needs and does.
//
// These are the exact enabling conditions: the validator holds every transition against them, and
// deadlock is defined by them.
//
// Thread safety: pure functions.
//
// Layout: guards and effects per outcome (q queued, c closed, g group, o owner, w waiting, r
// running)
//   kSent            c = 0, q < capacity    q += 1     kClosed          c = 0           c += 1
//   kSendClosed      c = 1                             kClosedAgain     c = 1
//   kSendFull        c = 0, q >= capacity              kAdded                           g += amount
//   kReceived        q >= 1                 q -= 1     kDone            g >= 1          g -= 1
//   kReceiveClosed   q = 0, c = 1                      kWaited          g = 0
//   kReceiveEmpty    q = 0, c = 0                      kLocked          o = 0           o += 1
//   kWaitBegun       o >= 1                 o -= 1     kUnlocked        o >= 1          o -= 1
//   kNotified        w(from) >= 1                      kNotifiedNobody  all w = 0
//   kNotifiedAll, kSpuriousWake                        kJoined          all r = 0

#include <vector>

#include "models/counting/counter_system.h"

namespace interlock::counting {

/// The outcomes of an operation. A point with it needs a transition for each, and has none else.
std::vector<Outcome> OutcomesOf(Operation operation);

/// The exact guard. `from` is the waiting point of kNotified, ignored otherwise.
std::vector<Constraint> GuardOf(const CounterSystem& system, Outcome outcome, std::int32_t resource,
                                std::int32_t from = 0);

/// The exact effect on the resource; kAdded: by `amount`.
std::vector<Effect> EffectsOf(Outcome outcome, std::int32_t resource, const CounterSystem& system,
                              const Linear& amount = 1);

/// When an instance at a point with this case can go on: one of the conjunctions holds. Empty:
/// never by itself.
std::vector<std::vector<Constraint>> EnabledWhen(const CounterSystem& system,
                                                 const PointCase& point_case);

/// When the process ends (a unit that is not open) or has no meaning (a mutex given back that
/// nobody holds); empty if the operation always has one.
std::vector<Constraint> MisuseWhen(const CounterSystem& system, const PointCase& point_case);

/// Points where instances wait for the condition.
std::vector<std::int32_t> WaitingPoints(const CounterSystem& system, std::int32_t condition);

}  // namespace interlock::counting
