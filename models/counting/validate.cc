// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/validate.h"

#include <algorithm>
#include <optional>
#include <set>

#include "models/counting/counter_system_names.h"
#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

// Collects the first error; later checks may rely on what earlier ones established.
class Validator {
 public:
  explicit Validator(const CounterSystem& system) : system_(system) {}

  Status Run() {
    CheckNames();
    CheckParameters();
    CheckRoles();
    CheckPoints();
    CheckResources();
    if (!error_) CheckInstances();
    for (std::size_t i = 0; i < system_.transitions.size() && !error_; ++i) CheckTransition(i);
    if (!error_) CheckOutcomes();
    CheckProperties();
    if (error_) return *error_;
    return Status::Ok();
  }

 private:
  void Fail(const std::string& list, std::size_t index, std::string reason,
            const std::string& site = "", ErrorKind kind = ErrorKind::kInvalidInput) {
    if (error_) return;
    if (!site.empty()) reason += " at " + site;
    error_ = MakeError(std::move(reason), "/" + list + "/" + std::to_string(index), kind);
  }

  template <typename T>
  void CheckListNames(const char* list, const std::vector<T>& items) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].name.empty()) Fail(list, i, "name is empty");
      if (!names.insert(items[i].name).second) Fail(list, i, "name repeats: " + items[i].name);
    }
  }

  void CheckNames() {
    CheckListNames("parameters", system_.parameters);
    CheckListNames("roles", system_.roles);
    CheckListNames("points", system_.points);
    CheckListNames("channels", system_.channels);
    CheckListNames("groups", system_.groups);
    CheckListNames("mutexes", system_.mutexes);
    CheckListNames("conditions", system_.conditions);
    CheckListNames("variables", system_.variables);
    CheckListNames("transitions", system_.transitions);
    CheckListNames("properties", system_.properties);
  }

  std::size_t SizeOf(SymbolKind kind) const {
    switch (kind) {
      case SymbolKind::kParameter:
        return system_.parameters.size();
      case SymbolKind::kPoint:
        return system_.points.size();
      case SymbolKind::kQueued:
      case SymbolKind::kClosed:
        return system_.channels.size();
      case SymbolKind::kGroup:
        return system_.groups.size();
      case SymbolKind::kOwner:
        return system_.mutexes.size();
      case SymbolKind::kVariable:
        break;
    }
    return system_.variables.size();
  }

  std::size_t SizeOf(ResourceKind kind) const {
    switch (kind) {
      case ResourceKind::kChannel:
        return system_.channels.size();
      case ResourceKind::kGroup:
        return system_.groups.size();
      case ResourceKind::kMutex:
        return system_.mutexes.size();
      case ResourceKind::kCondition:
        return system_.conditions.size();
      case ResourceKind::kRole:
        break;
    }
    return system_.roles.size();
  }

  static bool Within(std::int32_t index, std::size_t size) {
    return index >= 0 && static_cast<std::size_t>(index) < size;
  }

  void CheckLinear(const Linear& linear, bool parameters_only, const char* list,
                   std::size_t index) {
    if (linear.overflow()) Fail(list, index, "number leaves 64 bits");
    for (const LinearTerm& term : linear.terms()) {
      if (!Within(term.symbol.index, SizeOf(term.symbol.kind))) {
        Fail(list, index, "symbol refers to nothing: " + std::to_string(term.symbol.index));
      } else if (parameters_only && term.symbol.kind != SymbolKind::kParameter) {
        Fail(list, index, "only parameters may stand here: " + SymbolName(system_, term.symbol));
      }
    }
  }

  void CheckParameters() {
    for (std::size_t i = 0; i < system_.constraints.size(); ++i) {
      CheckLinear(system_.constraints[i].left, true, "constraints", i);
    }
  }

  void CheckRoles() {
    if (system_.roles.empty()) Fail("roles", 0, "a system needs a role");
  }

  void CheckPoints() {
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      const Point& point = system_.points[i];
      CheckLinear(point.initial, true, "points", i);
      if (!Within(point.role, system_.roles.size())) {
        Fail("points", i, "role refers to nothing: " + std::to_string(point.role), point.site);
      }
      CheckCases(i);
      if (point.initial.IsConstant() && point.initial.constant() < 0) {
        Fail("points", i, "initial count is negative: " + std::to_string(point.initial.constant()),
             point.site);
      }
    }
  }

  void CheckCases(std::size_t i) {
    const Point& point = system_.points[i];
    const std::size_t blocking = static_cast<std::size_t>(
        std::count_if(point.cases.begin(), point.cases.end(),
                      [](const PointCase& c) { return IsBlocking(c.operation); }));
    std::set<std::int32_t> channels;
    for (const PointCase& point_case : point.cases) {
      if (!Within(point_case.resource, SizeOf(ResourceOf(point_case.operation)))) {
        Fail("points", i, "operation refers to nothing: " + std::to_string(point_case.resource),
             point.site);
      }
      if (point.cases.size() < 2) continue;
      if (point_case.operation != Operation::kSend && point_case.operation != Operation::kReceive) {
        Fail("points", i,
             "operations share a point, and this one is no case of a select: " +
                 OperationName(point_case.operation),
             point.site);
      } else if (!channels.insert(point_case.resource).second) {
        Fail("points", i, "two cases of a select share a channel", point.site);
      }
    }
    switch (point.kind) {
      case PointKind::kBlocking:
        if (point.cases.empty()) Fail("points", i, "blocking point without operation", point.site);
        if (blocking != point.cases.size()) {
          Fail("points", i, "operation of a blocking point does not block", point.site);
        }
        break;
      case PointKind::kPlain:
        if (blocking != 0) {
          Fail("points", i,
               "blocking operation at a point that is not marked as blocking: " +
                   OperationName(point.cases[0].operation),
               point.site);
        }
        break;
      case PointKind::kEnded:
        if (!point.cases.empty()) Fail("points", i, "ended point with an operation", point.site);
        break;
    }
  }

  void CheckResources() {
    for (std::size_t i = 0; i < system_.channels.size(); ++i) {
      CheckLinear(system_.channels[i].capacity, true, "channels", i);
    }
    for (std::size_t i = 0; i < system_.groups.size(); ++i) {
      CheckLinear(system_.groups[i].initial, true, "groups", i);
    }
    for (std::size_t i = 0; i < system_.conditions.size(); ++i) {
      if (!Within(system_.conditions[i].mutex, system_.mutexes.size())) {
        Fail("conditions", i, "mutex refers to nothing");
      }
    }
    for (std::size_t i = 0; i < system_.variables.size(); ++i) {
      const Variable& variable = system_.variables[i];
      CheckLinear(variable.initial, true, "variables", i);
      if (variable.bounded && variable.minimum > variable.maximum) {
        Fail("variables", i, "range is empty", variable.site);
      }
    }
  }

  // How many instances each role has at the start.
  void CheckInstances() {
    for (std::size_t r = 0; r < system_.roles.size(); ++r) {
      const Role& role = system_.roles[r];
      Linear total;
      for (const Point& point : system_.points) {
        if (point.role != static_cast<std::int32_t>(r)) continue;
        total += point.initial;
        if (role.instances == Instances::kOne && !(point.initial == Linear(0)) &&
            !(point.initial == Linear(1))) {
          Fail("roles", r, "role of one instance starts with another number of them", role.site);
        }
      }
      if (role.instances == Instances::kOne && !(total == Linear(1))) {
        Fail("roles", r, "role of one instance starts with another number of them", role.site);
      }
      if (role.instances == Instances::kSpawned && !(total == Linear(0))) {
        Fail("roles", r, "role of spawned instances has some at the start", role.site);
      }
    }
  }

  const Point& PointOf(std::int32_t point) const {
    return system_.points[static_cast<std::size_t>(point)];
  }

  bool CheckIndices(std::size_t i) {
    const Transition& transition = system_.transitions[i];
    bool good = Within(transition.from, system_.points.size()) &&
                Within(transition.to, system_.points.size());
    for (const Spawn& spawn : transition.spawns) good &= Within(spawn.point, system_.points.size());
    for (const Wake& wake : transition.wakes) {
      good &= Within(wake.from, system_.points.size()) && Within(wake.to, system_.points.size());
    }
    if (!good) Fail("transitions", i, "point refers to nothing", transition.site);
    for (const Constraint& constraint : transition.guard) {
      CheckLinear(constraint.left, false, "transitions", i);
    }
    for (const Effect& effect : transition.effects) {
      CheckLinear(effect.value, true, "transitions", i);
      CheckLinear(Linear(effect.symbol), false, "transitions", i);
    }
    for (const Spawn& spawn : transition.spawns) {
      CheckLinear(spawn.count, true, "transitions", i);
    }
    return !error_;
  }

  void CheckTransition(std::size_t i) {
    if (!CheckIndices(i)) return;
    const Transition& transition = system_.transitions[i];
    const Point& from = PointOf(transition.from);
    const auto fail = [&](const std::string& reason) {
      Fail("transitions", i, reason + ": " + transition.name + " from " + from.name,
           transition.site);
    };
    if (from.role != PointOf(transition.to).role) fail("instance changes its role");
    if (from.kind == PointKind::kEnded) fail("instance that has ended goes on");
    CheckSpawns(i);
    CheckEffectTargets(i);
    if (transition.outcome == Outcome::kStep) {
      if (from.kind == PointKind::kBlocking) {
        fail("blocking operation shares its point with a step");
      } else if (!from.cases.empty()) {
        fail("operation shares its point with a step");
      }
      if (!transition.wakes.empty()) fail("step wakes instances");
      for (const Effect& effect : transition.effects) {
        if (effect.symbol.kind == SymbolKind::kVariable) continue;
        fail("effect on the resource by a transition that does not operate on it");
      }
      return;
    }
    CheckOperation(i);
  }

  void CheckSpawns(std::size_t i) {
    const Transition& transition = system_.transitions[i];
    std::set<std::int32_t> started;
    for (const Spawn& spawn : transition.spawns) {
      if (!started.insert(spawn.point).second) {
        Fail("transitions", i, "starts instances at a point twice", transition.site);
      }
      const Role& role = system_.roles[static_cast<std::size_t>(PointOf(spawn.point).role)];
      if (role.instances != Instances::kSpawned) {
        Fail("transitions", i, "starts instances of a role that is not spawned: " + role.name,
             transition.site);
      }
    }
  }

  void CheckEffectTargets(std::size_t i) {
    const Transition& transition = system_.transitions[i];
    std::set<Symbol> changed;
    for (const Effect& effect : transition.effects) {
      if (effect.symbol.kind == SymbolKind::kParameter ||
          effect.symbol.kind == SymbolKind::kPoint) {
        Fail("transitions", i,
             "effect on something that no effect changes: " + SymbolName(system_, effect.symbol),
             transition.site);
      }
      if (!changed.insert(effect.symbol).second) {
        Fail("transitions", i, "two effects on one symbol: " + SymbolName(system_, effect.symbol),
             transition.site);
      }
    }
  }

  // Guard and effects are exactly those of the outcome; variables are free.
  void CheckOperation(std::size_t i) {
    const Transition& transition = system_.transitions[i];
    const Point& from = PointOf(transition.from);
    const auto fail = [&](const std::string& reason) {
      Fail("transitions", i, reason + ": " + OutcomeName(transition.outcome) + " from " + from.name,
           transition.site);
    };
    const auto point_case =
        std::find_if(from.cases.begin(), from.cases.end(), [&](const PointCase& c) {
          const std::vector<Outcome> outcomes = OutcomesOf(c.operation);
          return c.resource == transition.resource &&
                 std::count(outcomes.begin(), outcomes.end(), transition.outcome) != 0;
        });
    if (point_case == from.cases.end()) return fail("outcome of no operation at its point");
    std::int32_t woken = 0;
    if (!CheckWakes(i, *point_case, &woken)) return;
    const auto canonical = [](std::vector<Constraint> constraints) {
      for (Constraint& constraint : constraints) constraint = Canonical(constraint);
      return constraints;
    };
    const auto wanted = canonical(GuardOf(system_, transition.outcome, transition.resource, woken));
    const auto stated = canonical(transition.guard);
    if (wanted.size() != stated.size() ||
        !std::is_permutation(wanted.begin(), wanted.end(), stated.begin())) {
      std::string text;
      for (const Constraint& constraint : wanted) {
        text += (text.empty() ? "" : ", ") + ConstraintText(system_, constraint);
      }
      return fail("enabling condition is not the exact one (" + (text.empty() ? "none" : text) +
                  ")");
    }
    Linear amount;
    for (const Effect& effect : transition.effects) {
      if (effect.symbol == GroupSymbol(transition.resource)) amount = effect.value;
    }
    std::vector<Effect> on_resources;
    for (const Effect& effect : transition.effects) {
      if (effect.symbol.kind != SymbolKind::kVariable) on_resources.push_back(effect);
    }
    if (on_resources != EffectsOf(transition.outcome, transition.resource, system_, amount)) {
      fail("effect on the resource is not the one of the operation");
    }
    if (transition.outcome == Outcome::kAdded && amount == Linear(0)) fail("adds no unit");
  }

  // Whoever wakes holds nothing yet.
  bool TakesMutexAgain(std::int32_t point, std::int32_t condition) const {
    const PointCase lock{Operation::kLock,
                         system_.conditions[static_cast<std::size_t>(condition)].mutex};
    const auto& cases = PointOf(point).cases;
    return cases.size() == 1 && cases[0] == lock;
  }

  bool CheckWakes(std::size_t i, const PointCase& point_case, std::int32_t* woken) {
    const Transition& transition = system_.transitions[i];
    const auto fail = [&](const char* reason) {
      Fail("transitions", i, reason, transition.site);
      return false;
    };
    if (transition.outcome == Outcome::kWaitBegun) {
      const PointCase waiting{Operation::kConditionWaiting, point_case.resource};
      const auto& cases = PointOf(transition.to).cases;
      if (cases.size() != 1 || !(cases[0] == waiting)) {
        return fail("wait does not lead to a point where its condition is waited for");
      }
    }
    if (transition.outcome == Outcome::kSpuriousWake &&
        !TakesMutexAgain(transition.to, point_case.resource)) {
      return fail("woken instance does not take the mutex of its condition again");
    }
    const bool one = transition.outcome == Outcome::kNotified;
    const bool all = transition.outcome == Outcome::kNotifiedAll;
    if (!one && !all) {
      return transition.wakes.empty() || fail("only a notification wakes instances");
    }
    const std::vector<std::int32_t> waiting = WaitingPoints(system_, point_case.resource);
    std::set<std::int32_t> moved;
    for (const Wake& wake : transition.wakes) {
      if (std::count(waiting.begin(), waiting.end(), wake.from) == 0) {
        return fail("wakes instances that do not wait for the condition");
      }
      if (PointOf(wake.from).role != PointOf(wake.to).role) {
        return fail("woken instance changes its role");
      }
      if (!TakesMutexAgain(wake.to, point_case.resource)) {
        return fail("woken instance does not take the mutex of its condition again");
      }
      moved.insert(wake.from);
      *woken = wake.from;
    }
    if (one && transition.wakes.size() != 1) return fail("wakes another number than one");
    if (all && (moved.size() != waiting.size() || transition.wakes.size() != waiting.size())) {
      return fail("does not wake all that wait");
    }
    return true;
  }

  // Every outcome of every operation has a transition, for a notification per waiting point.
  void CheckOutcomes() {
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      const Point& point = system_.points[i];
      const auto has = [&](Outcome outcome, std::int32_t resource, std::int32_t woken) {
        return std::any_of(
            system_.transitions.begin(), system_.transitions.end(), [&](const Transition& t) {
              return t.from == static_cast<std::int32_t>(i) && t.outcome == outcome &&
                     (outcome == Outcome::kStep || t.resource == resource) &&
                     (woken < 0 || t.wakes[0].from == woken);
            });
      };
      if (point.kind == PointKind::kPlain && point.cases.empty() && !has(Outcome::kStep, 0, -1)) {
        Fail("points", i, "plain point without transition: " + point.name, point.site);
      }
      for (const PointCase& point_case : point.cases) {
        for (const Outcome outcome : OutcomesOf(point_case.operation)) {
          std::vector<std::int32_t> woken{-1};
          if (outcome == Outcome::kNotified) woken = WaitingPoints(system_, point_case.resource);
          for (const std::int32_t from : woken) {
            if (has(outcome, point_case.resource, from)) continue;
            Fail("points", i,
                 "operation without a transition for its outcome: " + OutcomeName(outcome) +
                     " from " + point.name,
                 point.site);
          }
        }
      }
    }
  }

  void CheckProperties() {
    for (std::size_t i = 0; i < system_.properties.size() && !error_; ++i) {
      const Property& property = system_.properties[i];
      std::size_t size = 1;
      if (property.kind == PropertyKind::kSendAfterClose ||
          property.kind == PropertyKind::kCloseTwice) {
        size = system_.channels.size();
      } else if (property.kind == PropertyKind::kNegativeGroup) {
        size = system_.groups.size();
      }
      if (!Within(property.resource, size)) Fail("properties", i, "resource refers to nothing");
      const bool stated =
          property.kind == PropertyKind::kNever || property.kind == PropertyKind::kAtEnd;
      if (stated && property.states.empty()) Fail("properties", i, "property without states");
      if (property.kind == PropertyKind::kAtEnd && property.states.size() != 1) {
        Fail("properties", i, "property of the end states one conjunction");
      }
      if (!stated && !property.states.empty()) Fail("properties", i, "states are not used");
      for (const auto& state : property.states) {
        for (const Constraint& constraint : state) {
          CheckLinear(constraint.left, false, "properties", i);
        }
      }
    }
  }

  const CounterSystem& system_;
  std::optional<Error> error_;
};

}  // namespace

Status Validate(const CounterSystem& system) { return Validator(system).Run(); }

}  // namespace interlock::counting
