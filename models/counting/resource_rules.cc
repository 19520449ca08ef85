// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

const Linear& CapacityOf(const CounterSystem& system, std::int32_t channel) {
  return system.channels[static_cast<std::size_t>(channel)].capacity;
}

Symbol OwnerOfCondition(const CounterSystem& system, std::int32_t condition) {
  return OwnerSymbol(system.conditions[static_cast<std::size_t>(condition)].mutex);
}

Linear WaitingCount(const CounterSystem& system, std::int32_t condition) {
  Linear sum;
  for (const std::int32_t point : WaitingPoints(system, condition)) {
    sum += Linear(PointSymbol(point));
  }
  return sum;
}

Linear RunningCount(const CounterSystem& system, std::int32_t role) {
  Linear sum;
  for (std::size_t i = 0; i < system.points.size(); ++i) {
    if (system.points[i].role != role || system.points[i].kind == PointKind::kEnded) continue;
    sum += Linear(PointSymbol(static_cast<std::int32_t>(i)));
  }
  return sum;
}

}  // namespace

std::vector<std::int32_t> WaitingPoints(const CounterSystem& system, std::int32_t condition) {
  const PointCase waiting{Operation::kConditionWaiting, condition};
  std::vector<std::int32_t> points;
  for (std::size_t i = 0; i < system.points.size(); ++i) {
    const auto& cases = system.points[i].cases;
    if (cases.size() == 1 && cases[0] == waiting) points.push_back(static_cast<std::int32_t>(i));
  }
  return points;
}

std::vector<Outcome> OutcomesOf(Operation operation) {
  switch (operation) {
    case Operation::kSend:
      return {Outcome::kSent, Outcome::kSendClosed};
    case Operation::kReceive:
      return {Outcome::kReceived, Outcome::kReceiveClosed};
    case Operation::kWait:
      return {Outcome::kWaited};
    case Operation::kLock:
      return {Outcome::kLocked};
    case Operation::kConditionWaiting:
      return {Outcome::kSpuriousWake};
    case Operation::kJoin:
      return {Outcome::kJoined};
    case Operation::kTrySend:
      return {Outcome::kSent, Outcome::kSendClosed, Outcome::kSendFull};
    case Operation::kTryReceive:
      return {Outcome::kReceived, Outcome::kReceiveClosed, Outcome::kReceiveEmpty};
    case Operation::kClose:
      return {Outcome::kClosed, Outcome::kClosedAgain};
    case Operation::kAdd:
      return {Outcome::kAdded};
    case Operation::kDone:
      return {Outcome::kDone};
    case Operation::kUnlock:
      return {Outcome::kUnlocked};
    case Operation::kConditionWait:
      return {Outcome::kWaitBegun};
    case Operation::kNotifyOne:
      return {Outcome::kNotified, Outcome::kNotifiedNobody};
    case Operation::kNotifyAll:
      break;
  }
  return {Outcome::kNotifiedAll};
}

std::vector<Constraint> GuardOf(const CounterSystem& system, Outcome outcome, std::int32_t resource,
                                std::int32_t from) {
  const Linear queued(QueuedSymbol(resource));
  const Linear closed(ClosedSymbol(resource));
  switch (outcome) {
    case Outcome::kSent:
      return {Equals(closed, 0), AtMost(queued + 1, CapacityOf(system, resource))};
    case Outcome::kSendClosed:
    case Outcome::kClosedAgain:
      return {Equals(closed, 1)};
    case Outcome::kSendFull:
      return {Equals(closed, 0), AtLeast(queued, CapacityOf(system, resource))};
    case Outcome::kReceived:
      return {AtLeast(queued, 1)};
    case Outcome::kReceiveClosed:
      return {Equals(queued, 0), Equals(closed, 1)};
    case Outcome::kReceiveEmpty:
      return {Equals(queued, 0), Equals(closed, 0)};
    case Outcome::kClosed:
      return {Equals(closed, 0)};
    case Outcome::kDone:
      return {AtLeast(GroupSymbol(resource), 1)};
    case Outcome::kWaited:
      return {Equals(GroupSymbol(resource), 0)};
    case Outcome::kLocked:
      return {Equals(OwnerSymbol(resource), 0)};
    case Outcome::kUnlocked:
      return {AtLeast(OwnerSymbol(resource), 1)};
    case Outcome::kWaitBegun:
      return {AtLeast(OwnerOfCondition(system, resource), 1)};
    case Outcome::kNotified:
      return {AtLeast(PointSymbol(from), 1)};
    case Outcome::kNotifiedNobody:
      return {Equals(WaitingCount(system, resource), 0)};
    case Outcome::kJoined:
      return {Equals(RunningCount(system, resource), 0)};
    case Outcome::kStep:
    case Outcome::kAdded:
    case Outcome::kSpuriousWake:
    case Outcome::kNotifiedAll:
      break;
  }
  return {};
}

std::vector<Effect> EffectsOf(Outcome outcome, std::int32_t resource, const CounterSystem& system,
                              const Linear& amount) {
  switch (outcome) {
    case Outcome::kSent:
      return {{QueuedSymbol(resource), false, 1}};
    case Outcome::kReceived:
      return {{QueuedSymbol(resource), false, -1}};
    case Outcome::kClosed:
      return {{ClosedSymbol(resource), false, 1}};
    case Outcome::kAdded:
      return {{GroupSymbol(resource), false, amount}};
    case Outcome::kDone:
      return {{GroupSymbol(resource), false, -1}};
    case Outcome::kLocked:
      return {{OwnerSymbol(resource), false, 1}};
    case Outcome::kUnlocked:
      return {{OwnerSymbol(resource), false, -1}};
    case Outcome::kWaitBegun:
      return {{OwnerOfCondition(system, resource), false, -1}};
    default:
      return {};
  }
}

std::vector<std::vector<Constraint>> EnabledWhen(const CounterSystem& system,
                                                 const PointCase& point_case) {
  // A wait may end by itself, but no claim may rest on that.
  if (point_case.operation == Operation::kConditionWaiting) return {};
  std::vector<std::vector<Constraint>> enabled;
  for (const Outcome outcome : OutcomesOf(point_case.operation)) {
    enabled.push_back(GuardOf(system, outcome, point_case.resource));
  }
  return enabled;
}

std::vector<Constraint> MisuseWhen(const CounterSystem& system, const PointCase& point_case) {
  switch (point_case.operation) {
    case Operation::kDone:
      return {AtMost(GroupSymbol(point_case.resource), 0)};
    case Operation::kUnlock:
      return {AtMost(OwnerSymbol(point_case.resource), 0)};
    case Operation::kConditionWait:
      return {AtMost(OwnerOfCondition(system, point_case.resource), 0)};
    default:
      return {};
  }
}

}  // namespace interlock::counting
