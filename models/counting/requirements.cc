// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/counting/encoding.h"
#include "models/counting/validate.h"

namespace interlock::counting {
namespace {

bool IsSentTo(const CounterSystem& system, std::int32_t channel) {
  return std::any_of(system.points.begin(), system.points.end(), [&](const Point& point) {
    return std::any_of(point.cases.begin(), point.cases.end(), [&](const PointCase& c) {
      return (c.operation == Operation::kSend || c.operation == Operation::kTrySend) &&
             c.resource == channel;
    });
  });
}

}  // namespace

std::vector<Requirement> Requirements(const CounterSystem& system) {
  const Encoding encoding(system);
  std::vector<Requirement> requirements;
  const auto add = [&](const std::string& id, const std::string& reason,
                       const std::string& position, const smt::Expression& assumed,
                       const smt::Expression& claimed) {
    if (claimed.IsTrue()) return;
    Requirement requirement{"requires-" + id, reason, position, {}};
    for (const std::string& name : encoding.variables()) requirement.script.Constant(name);
    requirement.script.Assert("assumed", assumed);
    requirement.script.Assert("violated", smt::Not(claimed));
    requirements.push_back(std::move(requirement));
  };
  const smt::Expression parameters = encoding.Parameters();
  const auto at_least = [&](const Linear& value, std::int64_t minimum, const std::string& id,
                            const std::string& reason, const std::string& position) {
    add(id, reason, position, parameters, encoding.Of(AtLeast(value, minimum)));
  };
  for (std::size_t i = 0; i < system.points.size(); ++i) {
    const Point& point = system.points[i];
    const std::string number = std::to_string(i);
    at_least(point.initial, 0, "initial-point-" + number, "initial count may be negative",
             "/points/" + number);
    if (point.kind != PointKind::kPlain) continue;
    add("exit-" + number, "a plain point may be left by no transition: " + point.name,
        "/points/" + number, encoding.Ranges(), encoding.CanGoOn(static_cast<std::int32_t>(i)));
  }
  for (std::size_t i = 0; i < system.channels.size(); ++i) {
    const std::string number = std::to_string(i);
    const bool sent = IsSentTo(system, static_cast<std::int32_t>(i));
    at_least(
        system.channels[i].capacity, sent ? 1 : 0, "capacity-" + number,
        sent ? "a rendezvous is not expressed: the capacity may be 0" : "capacity may be negative",
        "/channels/" + number);
  }
  for (std::size_t i = 0; i < system.groups.size(); ++i) {
    const std::string number = std::to_string(i);
    at_least(system.groups[i].initial, 0, "initial-group-" + number,
             "initial count may be negative", "/groups/" + number);
  }
  for (std::size_t i = 0; i < system.transitions.size(); ++i) {
    const std::string number = std::to_string(i);
    for (const Spawn& spawn : system.transitions[i].spawns) {
      at_least(spawn.count, 0, "spawn-" + number + "-" + std::to_string(spawn.point),
               "number of new instances may be negative", "/transitions/" + number);
    }
    for (const Effect& effect : system.transitions[i].effects) {
      if (system.transitions[i].outcome != Outcome::kAdded ||
          effect.symbol.kind != SymbolKind::kGroup) {
        continue;
      }
      at_least(effect.value, 0, "added-" + number, "number of units may be negative",
               "/transitions/" + number);
    }
  }
  return requirements;
}

}  // namespace interlock::counting
