// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/linear.h"

#include <algorithm>

namespace interlock::counting {

std::int64_t Linear::CoefficientOf(Symbol symbol) const {
  for (const LinearTerm& term : terms_) {
    if (term.symbol == symbol) return term.coefficient;
  }
  return 0;
}

void Linear::AddTerm(Symbol symbol, std::int64_t coefficient) {
  const auto place = std::lower_bound(
      terms_.begin(), terms_.end(), symbol,
      [](const LinearTerm& term, const Symbol& wanted) { return term.symbol < wanted; });
  if (place == terms_.end() || place->symbol != symbol) {
    if (coefficient != 0) terms_.insert(place, LinearTerm{symbol, coefficient});
    return;
  }
  overflow_ |= __builtin_add_overflow(place->coefficient, coefficient, &place->coefficient);
  if (place->coefficient == 0) terms_.erase(place);
}

void Linear::AddConstant(std::int64_t value) {
  overflow_ |= __builtin_add_overflow(constant_, value, &constant_);
}

Linear& Linear::operator+=(const Linear& other) {
  overflow_ |= other.overflow_;
  AddConstant(other.constant_);
  for (const LinearTerm& term : other.terms_) AddTerm(term.symbol, term.coefficient);
  return *this;
}

Linear& Linear::operator-=(const Linear& other) {
  Linear negative = other;
  negative *= -1;
  return *this += negative;
}

Linear& Linear::operator*=(std::int64_t factor) {
  if (factor == 0) {
    constant_ = 0;
    terms_.clear();
    return *this;
  }
  overflow_ |= __builtin_mul_overflow(constant_, factor, &constant_);
  for (LinearTerm& term : terms_) {
    overflow_ |= __builtin_mul_overflow(term.coefficient, factor, &term.coefficient);
  }
  return *this;
}

Constraint Equals(const Linear& a, const Linear& b) { return {a - b, Relation::kEqual}; }
Constraint Differs(const Linear& a, const Linear& b) { return {a - b, Relation::kNotEqual}; }
Constraint AtMost(const Linear& a, const Linear& b) { return {a - b, Relation::kAtMost}; }
Constraint AtLeast(const Linear& a, const Linear& b) { return AtMost(b, a); }

std::vector<Constraint> Negated(const Constraint& constraint) {
  switch (constraint.relation) {
    case Relation::kEqual:
      return {{constraint.left, Relation::kNotEqual}};
    case Relation::kNotEqual:
      return {{constraint.left, Relation::kEqual}};
    case Relation::kAtMost:
      break;
  }
  return {AtLeast(constraint.left, 1)};
}

Constraint Canonical(Constraint constraint) {
  if (constraint.relation == Relation::kAtMost) return constraint;
  const auto& terms = constraint.left.terms();
  const std::int64_t first = terms.empty() ? constraint.left.constant() : terms[0].coefficient;
  if (first < 0) constraint.left *= -1;
  return constraint;
}

}  // namespace interlock::counting
