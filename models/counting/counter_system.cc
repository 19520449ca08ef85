// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/counter_system.h"

namespace interlock::counting {

ResourceKind ResourceOf(Operation operation) {
  switch (operation) {
    case Operation::kSend:
    case Operation::kReceive:
    case Operation::kTrySend:
    case Operation::kTryReceive:
    case Operation::kClose:
      return ResourceKind::kChannel;
    case Operation::kWait:
    case Operation::kAdd:
    case Operation::kDone:
      return ResourceKind::kGroup;
    case Operation::kLock:
    case Operation::kUnlock:
      return ResourceKind::kMutex;
    case Operation::kConditionWaiting:
    case Operation::kConditionWait:
    case Operation::kNotifyOne:
    case Operation::kNotifyAll:
      return ResourceKind::kCondition;
    case Operation::kJoin:
      break;
  }
  return ResourceKind::kRole;
}

bool IsBlocking(Operation operation) { return operation <= Operation::kJoin; }

std::string SymbolName(const CounterSystem& system, Symbol symbol) {
  const auto i = static_cast<std::size_t>(symbol.index);
  switch (symbol.kind) {
    case SymbolKind::kParameter:
      return "parameter:" + system.parameters[i].name;
    case SymbolKind::kPoint:
      return "point:" + system.points[i].name;
    case SymbolKind::kQueued:
      return "queued:" + system.channels[i].name;
    case SymbolKind::kClosed:
      return "closed:" + system.channels[i].name;
    case SymbolKind::kGroup:
      return "group:" + system.groups[i].name;
    case SymbolKind::kOwner:
      return "owner:" + system.mutexes[i].name;
    case SymbolKind::kVariable:
      break;
  }
  return "variable:" + system.variables[i].name;
}

std::string ConstraintText(const CounterSystem& system, const Constraint& constraint) {
  std::string text;
  for (const LinearTerm& term : constraint.left.terms()) {
    const bool negative = term.coefficient < 0;
    if (text.empty()) {
      text += negative ? "-" : "";
    } else {
      text += negative ? " - " : " + ";
    }
    const std::string magnitude = std::to_string(term.coefficient).substr(negative ? 1 : 0);
    if (magnitude != "1") text += magnitude + "*";
    text += SymbolName(system, term.symbol);
  }
  const std::int64_t constant = constraint.left.constant();
  if (text.empty()) {
    text = std::to_string(constant);
  } else if (constant != 0) {
    text += (constant < 0 ? " - " : " + ") + std::to_string(constant).substr(constant < 0 ? 1 : 0);
  }
  switch (constraint.relation) {
    case Relation::kEqual:
      return text + " = 0";
    case Relation::kNotEqual:
      return text + " != 0";
    case Relation::kAtMost:
      break;
  }
  return text + " <= 0";
}

std::vector<Symbol> StateSymbols(const CounterSystem& system) {
  std::vector<Symbol> symbols;
  const auto add = [&](SymbolKind kind, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      symbols.push_back({kind, static_cast<std::int32_t>(i)});
    }
  };
  add(SymbolKind::kPoint, system.points.size());
  add(SymbolKind::kQueued, system.channels.size());
  add(SymbolKind::kClosed, system.channels.size());
  add(SymbolKind::kGroup, system.groups.size());
  add(SymbolKind::kOwner, system.mutexes.size());
  add(SymbolKind::kVariable, system.variables.size());
  return symbols;
}

Linear InitialValue(const CounterSystem& system, Symbol symbol) {
  const auto i = static_cast<std::size_t>(symbol.index);
  switch (symbol.kind) {
    case SymbolKind::kPoint:
      return system.points[i].initial;
    case SymbolKind::kGroup:
      return system.groups[i].initial;
    case SymbolKind::kVariable:
      return system.variables[i].initial;
    default:
      return 0;
  }
}

}  // namespace interlock::counting
