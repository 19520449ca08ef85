// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/unit/models/counting/instance_enumerator.h"

#include <algorithm>
#include <deque>

namespace interlock::counting {
namespace {

// Where every instance stands (sorted: instances of one role are alike), and what is shared.
struct State {
  std::vector<std::int32_t> at;
  std::vector<std::int64_t> queued, closed, open, held, data;
  friend auto operator<=>(const State&, const State&) = default;
};

class Enumerator {
 public:
  Enumerator(const CounterSystem& system, const std::vector<std::int64_t>& parameters)
      : s_(system), parameters_(parameters) {}

  Enumeration Run(std::size_t state_max) {
    std::deque<State> open{Initial()};
    std::set<State> seen{open.front()};
    while (!open.empty()) {
      const State state = open.front();
      open.pop_front();
      for (const Property& property : s_.properties) {
        if (Violates(state, property)) result_.violated.insert(property.name);
      }
      for (std::size_t i = 0; i < state.at.size(); ++i) {
        if (i > 0 && state.at[i] == state.at[i - 1]) continue;
        for (const Transition& transition : s_.transitions) {
          if (transition.from != state.at[i]) continue;
          State next = state;
          if (!Fire(transition, i, &next)) continue;
          std::sort(next.at.begin(), next.at.end());
          if (seen.size() >= state_max) {
            result_.complete = false;
          } else if (seen.insert(next).second) {
            open.push_back(next);
          }
        }
      }
    }
    result_.states = static_cast<std::int64_t>(seen.size());
    return result_;
  }

 private:
  std::int64_t Value(const Linear& linear, const State& state) const {
    std::int64_t value = linear.constant();
    for (const LinearTerm& term : linear.terms()) {
      value += term.coefficient * Value(term.symbol, state);
    }
    return value;
  }

  std::int64_t Value(Symbol symbol, const State& state) const {
    const auto i = static_cast<std::size_t>(symbol.index);
    switch (symbol.kind) {
      case SymbolKind::kParameter:
        return parameters_[i];
      case SymbolKind::kPoint:
        return std::count(state.at.begin(), state.at.end(), symbol.index);
      case SymbolKind::kQueued:
        return state.queued[i];
      case SymbolKind::kClosed:
        return state.closed[i];
      case SymbolKind::kGroup:
        return state.open[i];
      case SymbolKind::kOwner:
        return state.held[i];
      case SymbolKind::kVariable:
        break;
    }
    return state.data[i];
  }

  State Initial() const {
    State state;
    for (std::size_t i = 0; i < s_.points.size(); ++i) {
      state.at.insert(state.at.end(), static_cast<std::size_t>(Value(s_.points[i].initial, state)),
                      static_cast<std::int32_t>(i));
    }
    state.queued.assign(s_.channels.size(), 0);
    state.closed.assign(s_.channels.size(), 0);
    state.held.assign(s_.mutexes.size(), 0);
    for (const WaitGroup& group : s_.groups) state.open.push_back(Value(group.initial, state));
    for (const Variable& variable : s_.variables) {
      state.data.push_back(Value(variable.initial, state));
    }
    return state;
  }

  bool Holds(const std::vector<Constraint>& constraints, const State& state) const {
    return std::all_of(constraints.begin(), constraints.end(), [&](const Constraint& c) {
      const std::int64_t left = Value(c.left, state);
      return c.relation == Relation::kEqual      ? left == 0
             : c.relation == Relation::kNotEqual ? left != 0
                                                 : left <= 0;
    });
  }

  bool Full(std::size_t channel, const State& state) const {
    return state.queued[channel] >= Value(s_.channels[channel].capacity, state);
  }

  bool IsWaiting(std::int32_t point, std::int32_t condition) const {
    const auto& cases = s_.points[static_cast<std::size_t>(point)].cases;
    return !cases.empty() && cases[0].operation == Operation::kConditionWaiting &&
           cases[0].resource == condition;
  }

  bool Runs(std::int32_t role, const State& state) const {
    return std::any_of(state.at.begin(), state.at.end(), [&](std::int32_t at) {
      const Point& point = s_.points[static_cast<std::size_t>(at)];
      return point.role == role && point.kind != PointKind::kEnded;
    });
  }

  // Lets instance `i` take the transition; false if what it does is not possible now.
  bool Fire(const Transition& t, std::size_t i, State* state) const {
    const auto r = static_cast<std::size_t>(t.resource);
    const State before = *state;
    const auto when = [&](bool condition) { return condition; };
    bool possible = true;
    switch (t.outcome) {
      case Outcome::kStep:
        possible = Holds(t.guard, before);
        break;
      case Outcome::kSent:
        possible = when(!before.closed[r] && !Full(r, before));
        state->queued[r] += 1;
        break;
      case Outcome::kSendClosed:
      case Outcome::kClosedAgain:
        possible = before.closed[r] != 0;
        break;
      case Outcome::kSendFull:
        possible = !before.closed[r] && Full(r, before);
        break;
      case Outcome::kReceived:
        possible = before.queued[r] > 0;
        state->queued[r] -= 1;
        break;
      case Outcome::kReceiveClosed:
        possible = before.closed[r] != 0 && before.queued[r] == 0;
        break;
      case Outcome::kReceiveEmpty:
        possible = before.closed[r] == 0 && before.queued[r] == 0;
        break;
      case Outcome::kClosed:
        possible = before.closed[r] == 0;
        state->closed[r] = 1;
        break;
      case Outcome::kAdded:
        for (const Effect& effect : t.effects) {
          if (effect.symbol.kind == SymbolKind::kGroup)
            state->open[r] += Value(effect.value, before);
        }
        break;
      case Outcome::kDone:
        possible = before.open[r] > 0;
        state->open[r] -= 1;
        break;
      case Outcome::kWaited:
        possible = before.open[r] == 0;
        break;
      case Outcome::kLocked:
        possible = before.held[r] == 0;
        state->held[r] = 1;
        break;
      case Outcome::kUnlocked:
        possible = before.held[r] == 1;
        state->held[r] = 0;
        break;
      case Outcome::kWaitBegun: {
        const auto mutex = static_cast<std::size_t>(s_.conditions[r].mutex);
        possible = before.held[mutex] == 1;
        state->held[mutex] = 0;
        break;
      }
      case Outcome::kSpuriousWake:
        break;
      case Outcome::kNotified: {
        const auto woken = std::find(state->at.begin(), state->at.end(), t.wakes[0].from);
        possible = woken != state->at.end();
        if (possible) *woken = t.wakes[0].to;
        break;
      }
      case Outcome::kNotifiedNobody:
        possible = std::none_of(before.at.begin(), before.at.end(),
                                [&](std::int32_t at) { return IsWaiting(at, t.resource); });
        break;
      case Outcome::kNotifiedAll:
        for (std::int32_t& at : state->at) {
          for (const Wake& wake : t.wakes) {
            if (before.at[static_cast<std::size_t>(&at - state->at.data())] == wake.from) {
              at = wake.to;
            }
          }
        }
        break;
      case Outcome::kJoined:
        possible = !Runs(t.resource, before);
        break;
    }
    if (!possible) return false;
    state->at[i] = t.to;
    for (const Effect& effect : t.effects) {
      if (effect.symbol.kind != SymbolKind::kVariable) continue;
      std::int64_t& value = state->data[static_cast<std::size_t>(effect.symbol.index)];
      value = (effect.assign ? 0 : value) + Value(effect.value, before);
    }
    for (const Spawn& spawn : t.spawns) {
      state->at.insert(state->at.end(), static_cast<std::size_t>(Value(spawn.count, before)),
                       spawn.point);
    }
    return true;
  }

  bool CanGoOn(const PointCase& c, const State& state) const {
    const auto r = static_cast<std::size_t>(c.resource);
    switch (c.operation) {
      case Operation::kSend:
        return state.closed[r] != 0 || !Full(r, state);
      case Operation::kReceive:
        return state.closed[r] != 0 || state.queued[r] != 0;
      case Operation::kWait:
        return state.open[r] == 0;
      case Operation::kLock:
        return state.held[r] == 0;
      case Operation::kJoin:
        return !Runs(c.resource, state);
      case Operation::kConditionWaiting:
        return false;
      default:
        return true;
    }
  }

  bool Violates(const State& state, const Property& property) const {
    const auto stands = [&](Operation operation) {
      return std::any_of(state.at.begin(), state.at.end(), [&](std::int32_t at) {
        const auto& cases = s_.points[static_cast<std::size_t>(at)].cases;
        return std::count(cases.begin(), cases.end(), PointCase{operation, property.resource}) != 0;
      });
    };
    const auto r = static_cast<std::size_t>(property.resource);
    bool all_ended = true, all_stuck = true, some_waits = false;
    for (const std::int32_t at : state.at) {
      const Point& point = s_.points[static_cast<std::size_t>(at)];
      if (point.kind == PointKind::kEnded) continue;
      all_ended = false;
      all_stuck &= point.kind == PointKind::kBlocking;
      for (const PointCase& c : point.cases) {
        all_stuck &= !CanGoOn(c, state);
        some_waits |= c.operation == Operation::kConditionWaiting;
      }
    }
    switch (property.kind) {
      case PropertyKind::kDeadlock:
        return !all_ended && all_stuck;
      case PropertyKind::kLostWakeUp:
        return !all_ended && all_stuck && some_waits;
      case PropertyKind::kSendAfterClose:
        return state.closed[r] && (stands(Operation::kSend) || stands(Operation::kTrySend));
      case PropertyKind::kCloseTwice:
        return state.closed[r] && stands(Operation::kClose);
      case PropertyKind::kNegativeGroup:
        return state.open[r] == 0 && stands(Operation::kDone);
      case PropertyKind::kNever:
        return std::any_of(property.states.begin(), property.states.end(),
                           [&](const auto& conjunction) { return Holds(conjunction, state); });
      case PropertyKind::kAtEnd:
        break;
    }
    return all_ended && !Holds(property.states[0], state);
  }

  const CounterSystem& s_;
  const std::vector<std::int64_t>& parameters_;
  Enumeration result_;
};

}  // namespace

Enumeration Enumerate(const CounterSystem& system, const std::vector<std::int64_t>& parameters,
                      std::size_t state_max) {
  return Enumerator(system, parameters).Run(state_max);
}

}  // namespace interlock::counting
