// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/explicit_search.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "models/counting/encoding.h"
#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

using Counts = std::vector<std::int64_t>;

// Beyond this a count is taken for one that grows without bound.
constexpr std::int64_t kCountMax = 1 << 20;

// constant + terms over places of the state; parameters are folded into the constant.
struct FlatLinear {
  std::int64_t constant = 0;
  std::vector<std::pair<std::int32_t, std::int64_t>> terms;

  std::int64_t At(const Counts& state) const {
    std::int64_t value = constant;
    for (const auto& [place, coefficient] : terms) {
      value += coefficient * state[static_cast<std::size_t>(place)];
    }
    return value;
  }
};

struct FlatConstraint {
  FlatLinear left;
  Relation relation = Relation::kEqual;

  bool Holds(const Counts& state) const {
    const std::int64_t value = left.At(state);
    switch (relation) {
      case Relation::kEqual:
        return value == 0;
      case Relation::kNotEqual:
        return value != 0;
      case Relation::kAtMost:
        break;
    }
    return value <= 0;
  }
};

using FlatGuard = std::vector<FlatConstraint>;

bool AllHold(const FlatGuard& guard, const Counts& state) {
  return std::all_of(guard.begin(), guard.end(),
                     [&](const FlatConstraint& constraint) { return constraint.Holds(state); });
}

struct FlatTransition {
  FlatGuard guard;
  std::vector<std::pair<std::int32_t, FlatLinear>> next;
};

// A system with its parameters put in.
class FlatSystem {
 public:
  FlatSystem(const CounterSystem& system, const std::vector<std::int64_t>& parameters)
      : system_(system), parameters_(parameters) {
    const std::vector<Symbol> symbols = StateSymbols(system);
    for (const Symbol symbol : symbols) {
      place_[symbol] = static_cast<std::int32_t>(place_.size());
    }
    for (const Symbol symbol : symbols) {
      initial_.push_back(Flatten(InitialValue(system, symbol)).constant);
    }
    for (const Transition& transition : system.transitions) {
      FlatTransition flat;
      flat.guard = Flatten(transition.guard);
      flat.guard.push_back(Flatten(AtLeast(PointSymbol(transition.from), 1)));
      for (const auto& [symbol, value] : NextValues(transition)) {
        flat.next.emplace_back(place_.at(symbol), Flatten(value));
      }
      transitions_.push_back(std::move(flat));
    }
  }

  const Counts& initial() const { return initial_; }
  std::size_t transition_count() const { return transitions_.size(); }

  bool Fire(std::size_t transition, const Counts& state, Counts* next) const {
    const FlatTransition& flat = transitions_[transition];
    if (!AllHold(flat.guard, state)) return false;
    *next = state;
    for (const auto& [place, value] : flat.next) {
      (*next)[static_cast<std::size_t>(place)] = value.At(state);
    }
    return true;
  }

  FlatLinear Flatten(const Linear& linear) const {
    FlatLinear flat;
    flat.constant = linear.constant();
    for (const LinearTerm& term : linear.terms()) {
      if (term.symbol.kind == SymbolKind::kParameter) {
        flat.constant +=
            term.coefficient * parameters_[static_cast<std::size_t>(term.symbol.index)];
      } else {
        flat.terms.emplace_back(place_.at(term.symbol), term.coefficient);
      }
    }
    return flat;
  }

  FlatConstraint Flatten(const Constraint& constraint) const {
    return {Flatten(constraint.left), constraint.relation};
  }

  FlatGuard Flatten(const std::vector<Constraint>& constraints) const {
    FlatGuard flat;
    for (const Constraint& constraint : constraints) flat.push_back(Flatten(constraint));
    return flat;
  }

  CounterState Named(const Counts& state) const {
    CounterState named;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      named[ParameterSymbol(static_cast<std::int32_t>(i))] = parameters_[i];
    }
    for (const auto& [symbol, place] : place_) {
      named[symbol] = state[static_cast<std::size_t>(place)];
    }
    return named;
  }

  std::int64_t CountAt(const Counts& state, std::size_t point) const { return state[point]; }
  const CounterSystem& system() const { return system_; }

 private:
  const CounterSystem& system_;
  const std::vector<std::int64_t>& parameters_;
  std::map<Symbol, std::int32_t> place_;  // points first, in order
  Counts initial_;
  std::vector<FlatTransition> transitions_;
};

// What a property forbids, as conjunctions; deadlock is a loop over the points instead.
class FlatProperty {
 public:
  FlatProperty(const FlatSystem& flat, const Property& property)
      : flat_(flat), kind_(property.kind) {
    const CounterSystem& system = flat.system();
    for (std::size_t i = 0; i < system.points.size(); ++i) {
      const auto index = static_cast<std::int32_t>(i);
      enabled_.emplace_back();
      for (const PointCase& c : system.points[i].cases) {
        for (const auto& guard : EnabledWhen(system, c)) {
          enabled_.back().push_back(flat.Flatten(guard));
        }
        AddStanding(index, c, property);
        const auto misuse = MisuseWhen(system, c);
        if (!misuse.empty() && c.operation != Operation::kDone) Add(index, misuse);
      }
    }
    if (property.kind == PropertyKind::kNever) {
      for (const auto& state : property.states) forbidden_.push_back(flat.Flatten(state));
    }
    if (property.kind == PropertyKind::kAtEnd) wanted_ = flat.Flatten(property.states[0]);
  }

  bool Forbids(const Counts& state) const {
    for (const FlatGuard& guard : forbidden_) {
      if (AllHold(guard, state)) return true;
    }
    switch (kind_) {
      case PropertyKind::kDeadlock:
        return Stuck(state, false);
      case PropertyKind::kLostWakeUp:
        return Stuck(state, true);
      case PropertyKind::kAtEnd:
        return AllEnded(state) && !AllHold(wanted_, state);
      default:
        return false;
    }
  }

 private:
  void Add(std::int32_t point, std::vector<Constraint> constraints) {
    constraints.push_back(AtLeast(PointSymbol(point), 1));
    forbidden_.push_back(flat_.Flatten(constraints));
  }

  void AddStanding(std::int32_t point, const PointCase& c, const Property& property) {
    if (c.resource != property.resource) return;
    const bool sends = c.operation == Operation::kSend || c.operation == Operation::kTrySend;
    const bool closes = c.operation == Operation::kClose;
    if ((kind_ == PropertyKind::kSendAfterClose && sends) ||
        (kind_ == PropertyKind::kCloseTwice && closes)) {
      Add(point, {Equals(ClosedSymbol(c.resource), 1)});
    }
    if (kind_ == PropertyKind::kNegativeGroup && c.operation == Operation::kDone) {
      Add(point, {AtMost(GroupSymbol(c.resource), 0)});
    }
  }

  bool AllEnded(const Counts& state) const {
    const auto& points = flat_.system().points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (points[i].kind != PointKind::kEnded && flat_.CountAt(state, i) != 0) return false;
    }
    return true;
  }

  bool Stuck(const Counts& state, bool needs_waiter) const {
    const auto& points = flat_.system().points;
    bool blocked = false;
    bool waits = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (points[i].kind == PointKind::kEnded || flat_.CountAt(state, i) == 0) continue;
      if (points[i].kind == PointKind::kPlain) return false;
      blocked = true;
      waits |= points[i].cases[0].operation == Operation::kConditionWaiting;
      for (const FlatGuard& guard : enabled_[i]) {
        if (AllHold(guard, state)) return false;
      }
    }
    return blocked && (waits || !needs_waiter);
  }

  const FlatSystem& flat_;
  PropertyKind kind_;
  std::vector<FlatGuard> forbidden_;
  FlatGuard wanted_;
  std::vector<std::vector<FlatGuard>> enabled_;  // per point
};

std::string Key(const Counts& state) {
  return std::string(reinterpret_cast<const char*>(state.data()), state.size() * sizeof(state[0]));
}

struct Visit {
  Counts state;
  std::int64_t parent = -1;
  std::int32_t transition = -1;
};

Run RunTo(const std::vector<Visit>& visits, std::int64_t last,
          const std::vector<std::int64_t>& parameters) {
  Run run{parameters, {}};
  for (std::int64_t i = last; visits[static_cast<std::size_t>(i)].parent >= 0;
       i = visits[static_cast<std::size_t>(i)].parent) {
    run.transitions.push_back(visits[static_cast<std::size_t>(i)].transition);
  }
  std::reverse(run.transitions.begin(), run.transitions.end());
  return run;
}

}  // namespace

SearchResult Search(const CounterSystem& system, const std::vector<Property>& properties,
                    const std::vector<std::int64_t>& parameters, std::int64_t state_max) {
  const FlatSystem flat(system, parameters);
  std::vector<FlatProperty> forbidden;
  for (const Property& property : properties) forbidden.emplace_back(flat, property);
  SearchResult result;
  result.runs.resize(properties.size());
  std::vector<Visit> visits{{flat.initial(), -1, -1}};
  std::unordered_map<std::string, bool> seen{{Key(flat.initial()), true}};
  std::size_t missing = properties.size();
  Counts next;
  for (std::size_t head = 0; head < visits.size(); ++head) {
    for (std::size_t p = 0; p < forbidden.size(); ++p) {
      if (result.runs[p] || !forbidden[p].Forbids(visits[head].state)) continue;
      result.runs[p] = RunTo(visits, static_cast<std::int64_t>(head), parameters);
      --missing;
    }
    if (missing == 0) break;
    for (std::size_t t = 0; t < flat.transition_count(); ++t) {
      if (!flat.Fire(t, visits[head].state, &next)) continue;
      const bool large = std::any_of(next.begin(), next.end(), [](std::int64_t value) {
        return value > kCountMax || value < -kCountMax;
      });
      if (large || static_cast<std::int64_t>(visits.size()) >= state_max) {
        result.complete = false;
        continue;
      }
      if (!seen.try_emplace(Key(next), true).second) continue;
      visits.push_back({next, static_cast<std::int64_t>(head), static_cast<std::int32_t>(t)});
    }
  }
  result.complete &= missing != 0 || properties.empty();
  result.states = static_cast<std::int64_t>(visits.size());
  return result;
}

WalkResult Walk(const CounterSystem& system, const std::vector<Property>& properties,
                const std::vector<std::int64_t>& parameters, int walk_count, int step_count,
                std::uint64_t seed) {
  const FlatSystem flat(system, parameters);
  std::vector<FlatProperty> forbidden;
  for (const Property& property : properties) forbidden.emplace_back(flat, property);
  WalkResult result;
  result.runs.resize(properties.size());
  std::unordered_map<std::string, bool> seen;
  std::uint64_t random = seed * 2862933555777941757u + 3037000493u;
  std::vector<std::pair<std::int32_t, Counts>> ways;
  Counts next;
  for (int walk = 0; walk < walk_count; ++walk) {
    Counts state = flat.initial();
    Run run{parameters, {}};
    for (int step = 0; step < step_count; ++step) {
      if (seen.try_emplace(Key(state), true).second) {
        result.states.push_back(flat.Named(state));
        for (std::size_t p = 0; p < forbidden.size(); ++p) {
          if (!result.runs[p] && forbidden[p].Forbids(state)) result.runs[p] = run;
        }
      }
      ways.clear();
      for (std::size_t t = 0; t < flat.transition_count(); ++t) {
        if (flat.Fire(t, state, &next)) ways.emplace_back(static_cast<std::int32_t>(t), next);
      }
      if (ways.empty()) break;
      random = random * 6364136223846793005u + 1442695040888963407u;
      const auto& [transition, after] = ways[(random >> 33) % ways.size()];
      run.transitions.push_back(transition);
      state = after;
    }
  }
  return result;
}

std::optional<Run> RunThrough(const CounterSystem& system,
                              const std::vector<CounterState>& states) {
  if (states.empty()) return std::nullopt;
  Run run;
  for (std::size_t i = 0; i < system.parameters.size(); ++i) {
    run.parameters.push_back(states[0].at(ParameterSymbol(static_cast<std::int32_t>(i))));
  }
  const FlatSystem flat(system, run.parameters);
  const std::vector<Symbol> symbols = StateSymbols(system);
  const auto counts = [&](const CounterState& state) {
    Counts values;
    for (const Symbol symbol : symbols) values.push_back(state.at(symbol));
    return values;
  };
  if (counts(states[0]) != flat.initial()) return std::nullopt;
  Counts next;
  for (std::size_t i = 0; i + 1 < states.size(); ++i) {
    const Counts before = counts(states[i]);
    const Counts after = counts(states[i + 1]);
    if (before == after) continue;
    std::size_t t = 0;
    while (t < flat.transition_count() && !(flat.Fire(t, before, &next) && next == after)) ++t;
    if (t == flat.transition_count()) return std::nullopt;
    run.transitions.push_back(static_cast<std::int32_t>(t));
  }
  return run;
}

std::vector<std::vector<std::int64_t>> SmallParameters(const CounterSystem& system,
                                                       std::int64_t largest,
                                                       std::size_t count_max) {
  std::vector<std::vector<std::int64_t>> found;
  std::vector<std::int64_t> values(system.parameters.size(), 0);
  // More combinations than this are not looked at: a system with many parameters.
  constexpr std::int64_t kTriesMax = 100000;
  for (std::int64_t tries = 0; tries < kTriesMax; ++tries) {
    CounterSystem empty;
    empty.parameters = system.parameters;
    const FlatSystem flat(empty, values);
    const FlatGuard constraints = flat.Flatten(system.constraints);
    if (AllHold(constraints, {})) found.push_back(values);
    std::size_t i = 0;
    while (i < values.size() && values[i] == largest) values[i++] = 0;
    if (i == values.size()) break;
    ++values[i];
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::accumulate(a.begin(), a.end(), std::int64_t{0}) <
           std::accumulate(b.begin(), b.end(), std::int64_t{0});
  });
  if (found.size() > count_max) found.resize(count_max);
  return found;
}

}  // namespace interlock::counting
