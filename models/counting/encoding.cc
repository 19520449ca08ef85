// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/encoding.h"

#include <set>
#include <utility>

#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

using smt::And;
using smt::Expression;
using smt::Integer;
using smt::Not;
using smt::Or;

// An SMT-LIB symbol: usual characters only, "<prefix>.<name>", made unique.
std::string SafeName(const char* prefix, const std::string& name, std::set<std::string>* taken) {
  std::string safe = std::string(prefix) + ".";
  for (const char c : name) {
    const bool usual = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '_' || c == '.';
    safe += usual ? c : '_';
  }
  std::string unique = safe;
  for (int i = 2; !taken->insert(unique).second; ++i) unique = safe + "~" + std::to_string(i);
  return unique;
}

Expression Scaled(std::int64_t coefficient, const Expression& value) {
  return smt::Multiply(Integer(coefficient), value);
}

}  // namespace

std::map<Symbol, Linear> NextValues(const Transition& transition) {
  std::map<Symbol, Linear> next;
  const auto value = [&](Symbol symbol) -> Linear& {
    return next.try_emplace(symbol, Linear(symbol)).first->second;
  };
  if (transition.from != transition.to) {
    value(PointSymbol(transition.from)) += Linear(-1);
    value(PointSymbol(transition.to)) += Linear(1);
  }
  for (const Wake& wake : transition.wakes) {
    const Linear moved =
        transition.outcome == Outcome::kNotifiedAll ? Linear(PointSymbol(wake.from)) : Linear(1);
    value(PointSymbol(wake.from)) -= moved;
    value(PointSymbol(wake.to)) += moved;
  }
  for (const Spawn& spawn : transition.spawns) value(PointSymbol(spawn.point)) += spawn.count;
  for (const Effect& effect : transition.effects) {
    if (effect.assign) {
      value(effect.symbol) = effect.value;
    } else {
      value(effect.symbol) += effect.value;
    }
  }
  return next;
}

Encoding::Encoding(const CounterSystem& system) : system_(system) {
  std::set<std::string> taken;
  const auto add = [&](Symbol symbol, const char* prefix, const std::string& name) {
    place_[symbol] = variables_.size();
    variables_.push_back(SafeName(prefix, name, &taken));
  };
  for (std::size_t i = 0; i < system.parameters.size(); ++i) {
    add(ParameterSymbol(static_cast<std::int32_t>(i)), "p", system.parameters[i].name);
  }
  for (const Role& role : system.roles) {
    position_.push_back(-1);
    if (role.instances != Instances::kOne) continue;
    position_.back() = static_cast<std::int32_t>(variables_.size());
    variables_.push_back(SafeName("at", role.name, &taken));
  }
  for (const Symbol symbol : StateSymbols(system)) {
    if (symbol.kind == SymbolKind::kPoint && IsSingle(PointAt(symbol.index).role)) continue;
    const std::string name = SymbolName(system, symbol);
    const std::size_t colon = name.find(':');
    add(symbol, name.substr(0, colon).c_str(), name.substr(colon + 1));
  }
}

const Point& Encoding::PointAt(std::int32_t point) const {
  return system_.points[static_cast<std::size_t>(point)];
}

Expression Encoding::Value(Symbol symbol) const {
  const auto found = place_.find(symbol);
  if (found != place_.end()) return Expression(variables_[found->second]);
  return smt::IfThenElse(Somebody(symbol.index), Integer(1), Integer(0));
}

Expression Encoding::Of(const Linear& linear) const {
  std::vector<Expression> parts;
  for (const LinearTerm& term : linear.terms()) {
    parts.push_back(Scaled(term.coefficient, Value(term.symbol)));
  }
  Expression sum = Integer(linear.constant());
  if (parts.empty()) return sum;
  sum = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) sum = smt::Add(sum, parts[i]);
  return smt::Add(sum, Integer(linear.constant()));
}

Expression Encoding::Of(const Constraint& constraint) const {
  const Expression left = Of(constraint.left);
  switch (constraint.relation) {
    case Relation::kEqual:
      return smt::Equal(left, Integer(0));
    case Relation::kNotEqual:
      return Not(smt::Equal(left, Integer(0)));
    case Relation::kAtMost:
      break;
  }
  return smt::LessEqual(left, Integer(0));
}

Expression Encoding::All(const std::vector<Constraint>& constraints) const {
  std::vector<Expression> parts;
  for (const Constraint& constraint : constraints) parts.push_back(Of(constraint));
  return And(parts);
}

Expression Encoding::Somebody(std::int32_t point) const {
  const std::int32_t role = PointAt(point).role;
  if (IsSingle(role)) {
    const auto variable = static_cast<std::size_t>(position_[static_cast<std::size_t>(role)]);
    return smt::Equal(Expression(variables_[variable]), Integer(point));
  }
  return smt::LessEqual(Integer(1), Value(PointSymbol(point)));
}

Expression Encoding::Nobody(std::int32_t point) const {
  if (IsSingle(PointAt(point).role)) return Not(Somebody(point));
  return smt::Equal(Value(PointSymbol(point)), Integer(0));
}

Expression Encoding::Parameters() const { return All(system_.constraints); }

Expression Encoding::Initial() const {
  std::vector<Expression> parts{Parameters()};
  for (const Symbol symbol : StateSymbols(system_)) {
    const Linear initial = InitialValue(system_, symbol);
    if (place_.count(symbol) != 0) {
      parts.push_back(smt::Equal(Value(symbol), Of(initial)));
    } else if (initial == Linear(1)) {
      parts.push_back(Somebody(symbol.index));
    }
  }
  return And(parts);
}

Expression Encoding::Ranges() const {
  std::vector<Expression> parts{Parameters()};
  const auto within = [&](const Expression& value, const Expression& low, const Expression& high) {
    parts.push_back(smt::LessEqual(low, value));
    parts.push_back(smt::LessEqual(value, high));
  };
  for (std::size_t role = 0; role < system_.roles.size(); ++role) {
    if (position_[role] < 0) continue;
    std::vector<Expression> somewhere;
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      if (system_.points[i].role == static_cast<std::int32_t>(role)) {
        somewhere.push_back(Somebody(static_cast<std::int32_t>(i)));
      }
    }
    parts.push_back(Or(somewhere));
  }
  for (const auto& [symbol, place] : place_) {
    const Expression value(variables_[place]);
    const auto index = static_cast<std::size_t>(symbol.index);
    switch (symbol.kind) {
      case SymbolKind::kParameter:
        break;
      case SymbolKind::kPoint:
      case SymbolKind::kGroup:
        parts.push_back(smt::LessEqual(Integer(0), value));
        break;
      case SymbolKind::kQueued:
        within(value, Integer(0), Of(system_.channels[index].capacity));
        break;
      case SymbolKind::kClosed:
      case SymbolKind::kOwner:
        within(value, Integer(0), Integer(1));
        break;
      case SymbolKind::kVariable:
        parts.push_back(smt::LessEqual(Integer(system_.variables[index].minimum), value));
        if (system_.variables[index].bounded) {
          parts.push_back(smt::LessEqual(value, Integer(system_.variables[index].maximum)));
        }
        break;
    }
  }
  return And(parts);
}

smt::HornTransition Encoding::Of(const Transition& transition) const {
  smt::HornTransition result;
  std::vector<Expression> condition{Somebody(transition.from), All(transition.guard)};
  for (const std::string& name : variables_) result.next.push_back(Expression(name));
  for (const auto& [symbol, value] : NextValues(transition)) {
    const auto found = place_.find(symbol);
    if (found != place_.end()) result.next[found->second] = Of(value);
  }
  // Roles of one instance: where it stands after.
  const auto move = [&](std::int32_t from, std::int32_t to, bool only_if_there) {
    const std::int32_t role = PointAt(from).role;
    if (!IsSingle(role)) return;
    auto& next = result.next[static_cast<std::size_t>(position_[static_cast<std::size_t>(role)])];
    next = only_if_there ? smt::IfThenElse(Somebody(from), Integer(to), next) : Integer(to);
  };
  if (transition.from != transition.to) move(transition.from, transition.to, false);
  for (const Wake& wake : transition.wakes) {
    const bool all = transition.outcome == Outcome::kNotifiedAll;
    if (!all) condition.push_back(Somebody(wake.from));
    move(wake.from, wake.to, all);
  }
  result.condition = And(condition);
  return result;
}

Expression Encoding::Stuck() const {
  std::vector<Expression> parts;
  std::vector<Expression> blocked;
  for (std::size_t i = 0; i < system_.points.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const Point& point = system_.points[i];
    if (point.kind == PointKind::kEnded) continue;
    if (point.kind == PointKind::kPlain) {
      parts.push_back(Nobody(index));
      continue;
    }
    blocked.push_back(Somebody(index));
    std::vector<Expression> enabled;
    for (const PointCase& point_case : point.cases) {
      for (const auto& guard : EnabledWhen(system_, point_case)) enabled.push_back(All(guard));
    }
    parts.push_back(Or({Nobody(index), Not(Or(enabled))}));
  }
  parts.push_back(Or(blocked));
  return And(parts);
}

Expression Encoding::Bad(const Property& property) const {
  std::vector<Expression> bad;
  const auto somebody_with = [&](Operation operation, const Expression& condition) {
    for (std::size_t i = 0; i < system_.points.size(); ++i) {
      for (const PointCase& point_case : system_.points[i].cases) {
        if (point_case.operation != operation || point_case.resource != property.resource) continue;
        bad.push_back(And({Somebody(static_cast<std::int32_t>(i)), condition}));
      }
    }
  };
  const Constraint closed = Equals(ClosedSymbol(property.resource), 1);
  switch (property.kind) {
    case PropertyKind::kDeadlock:
      bad.push_back(Stuck());
      break;
    case PropertyKind::kLostWakeUp: {
      std::vector<Expression> waiting;
      for (std::size_t i = 0; i < system_.points.size(); ++i) {
        const auto& cases = system_.points[i].cases;
        if (cases.size() == 1 && cases[0].operation == Operation::kConditionWaiting) {
          waiting.push_back(Somebody(static_cast<std::int32_t>(i)));
        }
      }
      bad.push_back(And({Stuck(), Or(waiting)}));
      break;
    }
    case PropertyKind::kSendAfterClose:
      somebody_with(Operation::kSend, Of(closed));
      somebody_with(Operation::kTrySend, Of(closed));
      break;
    case PropertyKind::kCloseTwice:
      somebody_with(Operation::kClose, Of(closed));
      break;
    case PropertyKind::kNegativeGroup:
      somebody_with(Operation::kDone, Of(AtMost(GroupSymbol(property.resource), 0)));
      break;
    case PropertyKind::kNever:
      for (const auto& state : property.states) bad.push_back(All(state));
      break;
    case PropertyKind::kAtEnd: {
      std::vector<Expression> parts;
      for (std::size_t i = 0; i < system_.points.size(); ++i) {
        if (system_.points[i].kind != PointKind::kEnded) {
          parts.push_back(Nobody(static_cast<std::int32_t>(i)));
        }
      }
      parts.push_back(Not(All(property.states[0])));
      bad.push_back(And(parts));
      break;
    }
  }
  for (std::size_t i = 0; i < system_.points.size(); ++i) {
    for (const PointCase& point_case : system_.points[i].cases) {
      const auto misuse = MisuseWhen(system_, point_case);
      if (misuse.empty() || point_case.operation == Operation::kDone) continue;
      bad.push_back(And({Somebody(static_cast<std::int32_t>(i)), All(misuse)}));
    }
  }
  return Or(bad);
}

Expression Encoding::CanGoOn(std::int32_t point) const {
  std::vector<Expression> ways;
  for (const Transition& transition : system_.transitions) {
    if (transition.from == point) ways.push_back(All(transition.guard));
  }
  for (const PointCase& point_case : PointAt(point).cases) {
    const auto misuse = MisuseWhen(system_, point_case);
    if (!misuse.empty()) ways.push_back(All(misuse));
  }
  return Or(ways);
}

std::map<Symbol, std::int64_t> Encoding::Decode(const std::vector<std::int64_t>& values) const {
  std::map<Symbol, std::int64_t> state;
  for (std::size_t i = 0; i < system_.points.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const std::int32_t role = system_.points[i].role;
    if (!IsSingle(role)) continue;
    const auto variable = static_cast<std::size_t>(position_[static_cast<std::size_t>(role)]);
    state[PointSymbol(index)] = values.at(variable) == index ? 1 : 0;
  }
  for (const auto& [symbol, place] : place_) state[symbol] = values.at(place);
  return state;
}

}  // namespace interlock::counting
