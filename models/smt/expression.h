// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SMT-LIB 2 expressions over integers and Booleans, built as text.
//
// The text is what is solved and what certificates hold, so building it must be deterministic:
// equal calls give equal text. Literals are folded where that needs no reasoning; nothing else is.
//
// Thread safety: immutable value type.
//
// Invariants
//   1. An Expression is one well-formed SMT-LIB term; its sort is the caller's business.
//   2. `nonlinear()` is true if the term multiplies or divides by something that is no literal.

#include <cstdint>
#include <string>
#include <vector>

namespace interlock::smt {

/// Immutable SMT-LIB term; thread-safe value type.
class Expression {
 public:
  /// Makes the integer 0.
  Expression();
  /// Takes `text` as it is; `nonlinear` as in the class invariant.
  explicit Expression(std::string text, bool nonlinear = false);

  const std::string& text() const { return text_; }
  bool nonlinear() const { return nonlinear_; }
  /// True, and `*value` set, for an integer literal within 64 bits.
  bool IsLiteral(std::int64_t* value) const;
  bool IsTrue() const { return text_ == "true"; }
  bool IsFalse() const { return text_ == "false"; }
  friend bool operator==(const Expression& a, const Expression& b) { return a.text_ == b.text_; }

 private:
  friend Expression Integer(std::int64_t value);
  std::string text_;
  bool nonlinear_ = false;
  bool literal_ = false;
  std::int64_t value_ = 0;
};

Expression Integer(std::int64_t value);
/// 2 to the power of `exponent`. Requires: 0 <= exponent <= 128.
Expression PowerOfTwo(int exponent);
Expression True();
Expression False();

Expression Add(const Expression& a, const Expression& b);
Expression Subtract(const Expression& a, const Expression& b);
Expression Multiply(const Expression& a, const Expression& b);
Expression Negate(const Expression& a);
/// SMT-LIB `div` and `mod`: Euclidean, the remainder is never negative.
Expression EuclideanDivide(const Expression& a, const Expression& b);
Expression EuclideanModulo(const Expression& a, const Expression& b);
/// C++ `/` and `%`: the quotient is truncated towards zero.
Expression TruncatingDivide(const Expression& a, const Expression& b);
Expression TruncatingRemainder(const Expression& a, const Expression& b);

Expression Equal(const Expression& a, const Expression& b);
Expression Less(const Expression& a, const Expression& b);
Expression LessEqual(const Expression& a, const Expression& b);

Expression Not(const Expression& a);
Expression And(const std::vector<Expression>& parts);
Expression Or(const std::vector<Expression>& parts);
Expression Implies(const Expression& a, const Expression& b);
Expression IfThenElse(const Expression& condition, const Expression& a, const Expression& b);
/// Applies an uninterpreted function that the script declares.
Expression Apply(const std::string& function, const std::vector<Expression>& arguments);

}  // namespace interlock::smt
