// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/system_builder.h"

#include <utility>

#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

template <typename T>
std::int32_t Append(std::vector<T>* list, T item) {
  list->push_back(std::move(item));
  return static_cast<std::int32_t>(list->size()) - 1;
}

}  // namespace

CounterSystem SystemBuilder::Take() {
  for (Transition& transition : system_.transitions) {
    if (transition.outcome != Outcome::kJoined && transition.outcome != Outcome::kNotifiedNobody) {
      continue;
    }
    transition.guard = GuardOf(system_, transition.outcome, transition.resource);
  }
  return std::move(system_);
}

Symbol SystemBuilder::AddParameter(const std::string& name, std::int64_t minimum) {
  const Symbol symbol = ParameterSymbol(Append(&system_.parameters, Parameter{name, ""}));
  system_.constraints.push_back(AtLeast(symbol, minimum));
  return symbol;
}

std::int32_t SystemBuilder::AddRole(const std::string& name, Instances instances) {
  return Append(&system_.roles, Role{name, instances, ""});
}

std::int32_t SystemBuilder::AddChannel(const std::string& name, const Linear& capacity) {
  return Append(&system_.channels, Channel{name, capacity, ""});
}

std::int32_t SystemBuilder::AddGroup(const std::string& name, const Linear& initial) {
  return Append(&system_.groups, WaitGroup{name, initial, ""});
}

std::int32_t SystemBuilder::AddMutex(const std::string& name) {
  return Append(&system_.mutexes, Mutex{name, ""});
}

std::int32_t SystemBuilder::AddCondition(const std::string& name, std::int32_t mutex) {
  return Append(&system_.conditions, Condition{name, mutex, ""});
}

Symbol SystemBuilder::AddVariable(const std::string& name, std::int64_t minimum,
                                  std::int64_t maximum, std::int64_t initial) {
  return VariableSymbol(
      Append(&system_.variables, Variable{name, minimum, maximum, true, initial, ""}));
}

std::int32_t SystemBuilder::AddPoint(std::int32_t role, const std::string& name,
                                     const Linear& initial) {
  return AddPoint(role, name, std::vector<PointCase>(), initial);
}

std::int32_t SystemBuilder::AddEnded(std::int32_t role, const std::string& name) {
  const std::int32_t point = AddPoint(role, name);
  system_.points.back().kind = PointKind::kEnded;
  return point;
}

std::int32_t SystemBuilder::AddPoint(std::int32_t role, const std::string& name,
                                     std::vector<PointCase> cases, const Linear& initial) {
  const bool blocking = !cases.empty() && IsBlocking(cases[0].operation);
  const std::string& role_name = system_.roles[static_cast<std::size_t>(role)].name;
  return Append(&system_.points, Point{role_name + "." + name, role,
                                       blocking ? PointKind::kBlocking : PointKind::kPlain,
                                       std::move(cases), initial, ""});
}

Transition& SystemBuilder::Step(std::int32_t from, std::int32_t to, std::vector<Constraint> guard,
                                std::vector<Effect> effects) {
  Transition transition;
  transition.name = "t" + std::to_string(system_.transitions.size());
  transition.from = from;
  transition.to = to;
  transition.guard = std::move(guard);
  transition.effects = std::move(effects);
  system_.transitions.push_back(std::move(transition));
  return system_.transitions.back();
}

Transition& SystemBuilder::On(std::int32_t from, Outcome outcome, std::int32_t to,
                              std::vector<Effect> effects, std::size_t which,
                              const Linear& amount) {
  const std::int32_t resource =
      system_.points[static_cast<std::size_t>(from)].cases.at(which).resource;
  Transition& transition = Step(from, to, GuardOf(system_, outcome, resource));
  transition.outcome = outcome;
  transition.resource = resource;
  transition.effects = EffectsOf(outcome, resource, system_, amount);
  for (Effect& effect : effects) transition.effects.push_back(std::move(effect));
  return transition;
}

void SystemBuilder::OnAll(std::int32_t from, std::int32_t to, std::size_t which) {
  const PointCase point_case = system_.points[static_cast<std::size_t>(from)].cases.at(which);
  for (const Outcome outcome : OutcomesOf(point_case.operation)) On(from, outcome, to, {}, which);
}

void SystemBuilder::Notify(std::int32_t from, std::int32_t to, const std::vector<Wake>& wakes) {
  const PointCase point_case = system_.points[static_cast<std::size_t>(from)].cases.at(0);
  if (point_case.operation == Operation::kNotifyAll) {
    On(from, Outcome::kNotifiedAll, to).wakes = wakes;
    return;
  }
  On(from, Outcome::kNotifiedNobody, to);
  for (const Wake& wake : wakes) {
    Transition& transition = On(from, Outcome::kNotified, to);
    transition.guard = GuardOf(system_, Outcome::kNotified, point_case.resource, wake.from);
    transition.wakes = {wake};
  }
}

void SystemBuilder::AddProperty(const std::string& name, PropertyKind kind, std::int32_t resource,
                                std::vector<std::vector<Constraint>> states) {
  system_.properties.push_back({name, kind, resource, std::move(states)});
}

Linear SystemBuilder::Count(const std::vector<std::int32_t>& points) {
  Linear sum;
  for (const std::int32_t point : points) sum += Linear(PointSymbol(point));
  return sum;
}

}  // namespace interlock::counting
