// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "models/counting/counter_system_names.h"
#include "models/counting/run.h"

namespace interlock::counting {
namespace {

// One state and what can happen in it, straight from the words of the system.
class Simulator {
 public:
  explicit Simulator(const CounterSystem& system) : system_(system) {}

  Status Start(const std::vector<std::int64_t>& parameters) {
    if (parameters.size() != system_.parameters.size()) {
      return MakeError("run gives another number of parameters");
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      state_[ParameterSymbol(static_cast<std::int32_t>(i))] = parameters[i];
    }
    for (const Constraint& constraint : system_.constraints) {
      if (!Holds(constraint)) return MakeError("parameters break a constraint of the system");
    }
    const auto fill = [&](auto symbol, const auto& list, auto value) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        state_[symbol(static_cast<std::int32_t>(i))] = Value(value(list[i]));
      }
    };
    fill(PointSymbol, system_.points, [](const Point& point) { return point.initial; });
    const auto zero = [](const auto&) { return Linear(0); };
    fill(QueuedSymbol, system_.channels, zero);
    fill(ClosedSymbol, system_.channels, zero);
    fill(GroupSymbol, system_.groups, [](const WaitGroup& group) { return group.initial; });
    fill(OwnerSymbol, system_.mutexes, zero);
    fill(VariableSymbol, system_.variables, [](const Variable& v) { return v.initial; });
    return CheckRanges("the start");
  }

  Status Fire(std::int32_t index) {
    if (index < 0 || static_cast<std::size_t>(index) >= system_.transitions.size()) {
      return MakeError("run names a transition that does not exist");
    }
    const Transition& transition = system_.transitions[static_cast<std::size_t>(index)];
    const auto refuse = [&](const std::string& reason) {
      return MakeError("step cannot happen: " + reason + ": " + transition.name);
    };
    if (At(transition.from) < 1) return refuse("nobody stands at its point");
    for (const Constraint& constraint : transition.guard) {
      if (!Holds(constraint)) return refuse("guard does not hold");
    }
    const std::string reason = Operate(transition);
    if (!reason.empty()) return refuse(reason);
    state_[PointSymbol(transition.from)] -= 1;
    state_[PointSymbol(transition.to)] += 1;
    for (const Spawn& spawn : transition.spawns) {
      state_[PointSymbol(spawn.point)] += Value(spawn.count);
    }
    for (const Effect& effect : transition.effects) {
      // Resources were changed by the operation above.
      if (effect.symbol.kind != SymbolKind::kVariable) continue;
      const std::int64_t value = Value(effect.value);
      state_[effect.symbol] = effect.assign ? value : state_[effect.symbol] + value;
    }
    return CheckRanges(transition.name);
  }

  // Why the state is one that the property allows; empty if it forbids it.
  std::string Allows(const Property& property) const {
    if (ReleasesUnheld()) return "";
    switch (property.kind) {
      case PropertyKind::kDeadlock:
        return Stuck(false);
      case PropertyKind::kLostWakeUp:
        return Stuck(true);
      case PropertyKind::kSendAfterClose:
        if (state_.at(ClosedSymbol(property.resource)) == 0) return "the channel is open";
        return StandsBefore({Operation::kSend, Operation::kTrySend}, property.resource);
      case PropertyKind::kCloseTwice:
        if (state_.at(ClosedSymbol(property.resource)) == 0) return "the channel is open";
        return StandsBefore({Operation::kClose}, property.resource);
      case PropertyKind::kNegativeGroup:
        if (state_.at(GroupSymbol(property.resource)) > 0) return "a unit is open";
        return StandsBefore({Operation::kDone}, property.resource);
      case PropertyKind::kNever:
        for (const auto& conjunction : property.states) {
          if (AllHold(conjunction)) return "";
        }
        return "no forbidden conjunction holds";
      case PropertyKind::kAtEnd:
        break;
    }
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      const bool ended = system_.points[i].kind == PointKind::kEnded;
      if (!ended && At(static_cast<std::int32_t>(i)) != 0) return "somebody has not ended";
    }
    return AllHold(property.states[0]) ? "what has to hold at the end does" : "";
  }

  const CounterState& state() const { return state_; }

 private:
  std::int64_t Value(const Linear& linear) const {
    std::int64_t value = linear.constant();
    for (const LinearTerm& term : linear.terms()) {
      value += term.coefficient * state_.at(term.symbol);
    }
    return value;
  }

  std::int64_t At(std::int32_t point) const { return state_.at(PointSymbol(point)); }

  bool Holds(const Constraint& constraint) const {
    const std::int64_t left = Value(constraint.left);
    if (constraint.relation == Relation::kEqual) return left == 0;
    if (constraint.relation == Relation::kNotEqual) return left != 0;
    return left <= 0;
  }

  bool AllHold(const std::vector<Constraint>& constraints) const {
    for (const Constraint& constraint : constraints) {
      if (!Holds(constraint)) return false;
    }
    return true;
  }

  Status CheckRanges(const std::string& where) const {
    for (const auto& [symbol, value] : state_) {
      bool good = value >= 0;
      if (symbol.kind == SymbolKind::kParameter) good = true;
      if (symbol.kind == SymbolKind::kClosed || symbol.kind == SymbolKind::kOwner)
        good &= value <= 1;
      if (symbol.kind == SymbolKind::kVariable) {
        const Variable& variable = system_.variables[static_cast<std::size_t>(symbol.index)];
        good = value >= variable.minimum && (!variable.bounded || value <= variable.maximum);
      }
      if (!good) {
        return MakeError("value out of range after " + where + ": " + SymbolName(system_, symbol) +
                         "=" + std::to_string(value));
      }
    }
    return Status::Ok();
  }

  std::int64_t Room(std::int32_t channel) const {
    return Value(system_.channels[static_cast<std::size_t>(channel)].capacity) -
           state_.at(QueuedSymbol(channel));
  }

  bool IsClosed(std::int32_t channel) const { return state_.at(ClosedSymbol(channel)) != 0; }

  bool RunsNobody(std::int32_t role) const {
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      const Point& point = system_.points[i];
      if (point.role == role && point.kind != PointKind::kEnded &&
          At(static_cast<std::int32_t>(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  std::int64_t Waiting(std::int32_t condition) const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      for (const PointCase& c : system_.points[i].cases) {
        if (c.operation == Operation::kConditionWaiting && c.resource == condition) {
          count += At(static_cast<std::int32_t>(i));
        }
      }
    }
    return count;
  }

  // Does what the outcome says to its resource; the reason if the resource does not let it.
  std::string Operate(const Transition& transition) {
    const std::int32_t r = transition.resource;
    const auto mutex_of = [&] {
      return OwnerSymbol(system_.conditions[static_cast<std::size_t>(r)].mutex);
    };
    switch (transition.outcome) {
      case Outcome::kStep:
        return "";
      case Outcome::kSent:
        if (IsClosed(r) || Room(r) < 1) return "channel is closed or full";
        state_[QueuedSymbol(r)] += 1;
        return "";
      case Outcome::kSendClosed:
      case Outcome::kClosedAgain:
        return IsClosed(r) ? "" : "channel is open";
      case Outcome::kSendFull:
        return !IsClosed(r) && Room(r) < 1 ? "" : "channel is closed or has room";
      case Outcome::kReceived:
        if (state_[QueuedSymbol(r)] < 1) return "channel is empty";
        state_[QueuedSymbol(r)] -= 1;
        return "";
      case Outcome::kReceiveClosed:
        return IsClosed(r) && state_[QueuedSymbol(r)] == 0 ? "" : "channel is open or not empty";
      case Outcome::kReceiveEmpty:
        return !IsClosed(r) && state_[QueuedSymbol(r)] == 0 ? "" : "channel is closed or not empty";
      case Outcome::kClosed:
        if (IsClosed(r)) return "channel is closed";
        state_[ClosedSymbol(r)] = 1;
        return "";
      case Outcome::kAdded:
        for (const Effect& effect : transition.effects) {
          if (effect.symbol == GroupSymbol(r)) state_[GroupSymbol(r)] += Value(effect.value);
        }
        return "";
      case Outcome::kDone:
        if (state_[GroupSymbol(r)] < 1) return "no unit is open";
        state_[GroupSymbol(r)] -= 1;
        return "";
      case Outcome::kWaited:
        return state_[GroupSymbol(r)] == 0 ? "" : "units are open";
      case Outcome::kLocked:
        if (state_[OwnerSymbol(r)] != 0) return "mutex is held";
        state_[OwnerSymbol(r)] = 1;
        return "";
      case Outcome::kUnlocked:
        if (state_[OwnerSymbol(r)] != 1) return "mutex is not held";
        state_[OwnerSymbol(r)] = 0;
        return "";
      case Outcome::kWaitBegun:
        if (state_[mutex_of()] != 1) return "mutex is not held";
        state_[mutex_of()] = 0;
        return "";
      case Outcome::kSpuriousWake:
        return "";
      case Outcome::kNotified:
        if (transition.wakes.size() != 1 || At(transition.wakes[0].from) < 1) {
          return "nobody waits there";
        }
        state_[PointSymbol(transition.wakes[0].from)] -= 1;
        state_[PointSymbol(transition.wakes[0].to)] += 1;
        return "";
      case Outcome::kNotifiedNobody:
        return Waiting(r) == 0 ? "" : "somebody waits";
      case Outcome::kNotifiedAll:
        for (const Wake& wake : transition.wakes) {
          const std::int64_t moved = At(wake.from);
          state_[PointSymbol(wake.from)] = 0;
          state_[PointSymbol(wake.to)] += moved;
        }
        return Waiting(r) == 0 ? "" : "somebody still waits";
      case Outcome::kJoined:
        return RunsNobody(r) ? "" : "an instance has not ended";
    }
    return "outcome is not known";
  }

  // Whether the operation could go on now.
  bool CanGoOn(const PointCase& c) const {
    switch (c.operation) {
      case Operation::kSend:
        return IsClosed(c.resource) || Room(c.resource) > 0;
      case Operation::kReceive:
        return IsClosed(c.resource) || state_.at(QueuedSymbol(c.resource)) > 0;
      case Operation::kWait:
        return state_.at(GroupSymbol(c.resource)) == 0;
      case Operation::kLock:
        return state_.at(OwnerSymbol(c.resource)) == 0;
      case Operation::kConditionWaiting:
        return false;
      case Operation::kJoin:
        return RunsNobody(c.resource);
      default:
        return true;
    }
  }

  std::string Stuck(bool needs_waiter) const {
    bool blocked = false;
    bool waits = false;
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      const Point& point = system_.points[i];
      if (At(static_cast<std::int32_t>(i)) == 0 || point.kind == PointKind::kEnded) continue;
      if (point.kind == PointKind::kPlain) return "somebody stands at " + point.name;
      blocked = true;
      for (const PointCase& c : point.cases) {
        if (CanGoOn(c)) return "somebody can go on from " + point.name;
        waits |= c.operation == Operation::kConditionWaiting;
      }
    }
    if (!blocked) return "all have ended";
    return needs_waiter && !waits ? "nobody waits for a notification" : "";
  }

  std::string StandsBefore(const std::vector<Operation>& operations, std::int32_t resource) const {
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      if (At(static_cast<std::int32_t>(i)) == 0) continue;
      for (const PointCase& c : system_.points[i].cases) {
        for (const Operation operation : operations) {
          if (c.operation == operation && c.resource == resource) return "";
        }
      }
    }
    return "nobody stands before the operation";
  }

  bool ReleasesUnheld() const {
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      if (At(static_cast<std::int32_t>(i)) == 0) continue;
      for (const PointCase& c : system_.points[i].cases) {
        const auto r = static_cast<std::size_t>(c.resource);
        if (c.operation == Operation::kUnlock && state_.at(OwnerSymbol(c.resource)) == 0) {
          return true;
        }
        if (c.operation == Operation::kConditionWait &&
            state_.at(OwnerSymbol(system_.conditions[r].mutex)) == 0) {
          return true;
        }
      }
    }
    return false;
  }

  const CounterSystem& system_;
  CounterState state_;
};

}  // namespace

Result<std::vector<CounterState>> Simulate(const CounterSystem& system, const Property& property,
                                           const Run& run) {
  Simulator simulator(system);
  const Status started = simulator.Start(run.parameters);
  if (!started.ok()) return started.error();
  std::vector<CounterState> states{simulator.state()};
  for (const std::int32_t transition : run.transitions) {
    const Status fired = simulator.Fire(transition);
    if (!fired.ok()) return fired.error();
    states.push_back(simulator.state());
  }
  const std::string allowed = simulator.Allows(property);
  if (!allowed.empty()) return MakeError("the last state of the run is allowed: " + allowed);
  return states;
}

std::string RunText(const CounterSystem& system, const Run& run,
                    const std::vector<CounterState>& states) {
  std::string text;
  for (std::size_t i = 0; i < run.parameters.size(); ++i) {
    text += (i == 0 ? "with " : ", ") + system.parameters[i].name + " = " +
            std::to_string(run.parameters[i]);
  }
  if (!text.empty()) text += "\n";
  for (std::size_t i = 0; i < run.transitions.size(); ++i) {
    const Transition& transition = system.transitions[static_cast<std::size_t>(run.transitions[i])];
    text += std::to_string(i + 1) + ". " +
            system.points[static_cast<std::size_t>(transition.from)].name + " -> " +
            system.points[static_cast<std::size_t>(transition.to)].name;
    if (transition.outcome != Outcome::kStep) text += " (" + OutcomeName(transition.outcome) + ")";
    for (const auto& [symbol, value] : states.at(i + 1)) {
      const std::int64_t before = states.at(i).at(symbol);
      if (before == value || symbol.kind == SymbolKind::kPoint) continue;
      text += ", " + SymbolName(system, symbol) + " " + std::to_string(before) + " -> " +
              std::to_string(value);
    }
    if (!transition.site.empty()) text += " at " + transition.site;
    text += "\n";
  }
  text += "end:";
  for (const auto& [symbol, value] : states.back()) {
    if (symbol.kind == SymbolKind::kParameter || value == 0) continue;
    if (symbol.kind == SymbolKind::kPoint &&
        system.points[static_cast<std::size_t>(symbol.index)].kind == PointKind::kEnded) {
      continue;
    }
    text += " " + SymbolName(system, symbol) + "=" + std::to_string(value);
  }
  return text + "\n";
}

}  // namespace interlock::counting
