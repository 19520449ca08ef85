// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/script.h"

namespace interlock::smt {

Expression Script::Constant(const std::string& name) {
  if (arities_.emplace(name, 0).second) {
    declarations_.push_back("(declare-fun " + name + " () Int)\n");
    constants_.push_back(name);
  }
  return Expression(name);
}

Expression Script::BitVector(const std::string& name, int width) {
  if (arities_.emplace(name, 0).second) {
    declarations_.push_back("(declare-fun " + name + " () (_ BitVec " + std::to_string(width) +
                            "))\n");
    has_bit_vectors_ = true;
  }
  return Expression(name);
}

void Script::Function(const std::string& name, std::size_t arity) {
  if (!arities_.emplace(name, arity).second) return;
  std::string parameters;
  for (std::size_t i = 0; i < arity; ++i) parameters += i == 0 ? "Int" : " Int";
  declarations_.push_back("(declare-fun " + name + " (" + parameters + ") Int)\n");
}

void Script::Assert(const std::string& name, const Expression& condition) {
  if (condition.IsTrue()) return;
  const int use = ++name_uses_[name];
  names_.push_back(use == 1 ? name : name + "." + std::to_string(use));
  assertions_.push_back(condition);
}

bool Script::nonlinear() const {
  for (const Expression& assertion : assertions_) {
    if (assertion.nonlinear()) return true;
  }
  return false;
}

std::string Script::Text() const {
  std::string text = has_bit_vectors_ ? "(set-logic QF_BV)\n"
                     : nonlinear()    ? "(set-logic QF_UFNIA)\n"
                                      : "(set-logic QF_UFLIA)\n";
  for (const std::string& declaration : declarations_) text += declaration;
  for (std::size_t i = 0; i < assertions_.size(); ++i) {
    text += "(assert (! " + assertions_[i].text() + " :named is-" + names_[i] + "))\n";
  }
  return text + "(check-sat)\n";
}

}  // namespace interlock::smt
