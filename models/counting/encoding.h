// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A counter system as formulas over integer variables.
//
// A role with one instance becomes one variable, the index of the point where it stands; every
// other point is a variable of its own. So an invariant says "while the controller spills, no
// worker is in a unit" in one implication.
//
// Thread safety: immutable once built.
//
// Invariants
//   1. Equal systems give equal formulas, byte by byte: certificates are compared as text.
//   2. Variables are parameters first, then states; names are SMT-LIB symbols, unique, and begin
//      with a word and a dot, which no SMT-LIB keyword has.

#include <map>
#include <string>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/smt/expression.h"
#include "models/smt/horn.h"

namespace interlock::counting {

/// Formulas of one validated system, which must outlive it; immutable.
class Encoding {
 public:
  explicit Encoding(const CounterSystem& system);

  const std::vector<std::string>& variables() const { return variables_; }

  smt::Expression Value(Symbol symbol) const;
  smt::Expression Of(const Linear& linear) const;
  smt::Expression Of(const Constraint& constraint) const;
  smt::Expression All(const std::vector<Constraint>& constraints) const;

  /// Some instance stands at the point; nobody does.
  smt::Expression Somebody(std::int32_t point) const;
  smt::Expression Nobody(std::int32_t point) const;

  /// The constraints on parameters.
  smt::Expression Parameters() const;
  /// The initial states, parameters included.
  smt::Expression Initial() const;
  /// What holds in every state of a system that keeps its ranges: no count is negative, a channel
  /// holds at most its capacity, a variable lies in its range.
  smt::Expression Ranges() const;
  /// When the transition can fire, and each variable's value after it.
  smt::HornTransition Of(const Transition& transition) const;
  /// The states that the property forbids. States in which a mutex is given back that nobody holds
  /// are among them, whatever the property: nothing is claimed of a program that does that.
  smt::Expression Bad(const Property& property) const;
  /// Some transition of the plain point can fire, or the process ends.
  smt::Expression CanGoOn(std::int32_t point) const;
  /// Nobody can go on, and somebody stands at a blocking operation.
  smt::Expression Stuck() const;

  /// Reads a state of these variables (decimal numbers) as values of symbols, parameters included.
  std::map<Symbol, std::int64_t> Decode(const std::vector<std::int64_t>& values) const;

 private:
  bool IsSingle(std::int32_t role) const { return position_[static_cast<std::size_t>(role)] >= 0; }
  const Point& PointAt(std::int32_t point) const;

  const CounterSystem& system_;
  std::vector<std::string> variables_;
  std::map<Symbol, std::size_t> place_;  // symbols with a variable of their own
  std::vector<std::int32_t> position_;   // per role: variable of its only instance, or -1
};

/// Every symbol that the transition changes, with its value after, over symbols before.
std::map<Symbol, Linear> NextValues(const Transition& transition);

}  // namespace interlock::counting
