// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/expression.h"

#include <utility>

namespace interlock::smt {
namespace {

bool BothLiteral(const Expression& a, const Expression& b, std::int64_t* x, std::int64_t* y) {
  return a.IsLiteral(x) && b.IsLiteral(y);
}

bool IsLiteralEqualTo(const Expression& a, std::int64_t value) {
  std::int64_t x = 0;
  return a.IsLiteral(&x) && x == value;
}

// A literal that may stand as a coefficient or divisor in linear arithmetic, 64 bits or not.
bool IsConstantText(const Expression& a) {
  const std::string& text = a.text();
  if (text.empty()) return false;
  if (text[0] >= '0' && text[0] <= '9') return true;
  return text.rfind("(- ", 0) == 0 && text.size() > 3 && text[3] >= '0' && text[3] <= '9' &&
         text.find(' ', 3) == std::string::npos;
}

Expression Call(const char* head, const Expression& a, const Expression& b,
                bool nonlinear = false) {
  std::string text;
  text.reserve(a.text().size() + b.text().size() + 8);
  text.append("(").append(head).append(" ").append(a.text()).append(" ").append(b.text());
  text.append(")");
  return Expression(std::move(text), nonlinear || a.nonlinear() || b.nonlinear());
}

Expression Join(const char* head, const std::vector<Expression>& parts) {
  std::string text = std::string("(") + head;
  bool nonlinear = false;
  for (const Expression& part : parts) {
    text.append(" ").append(part.text());
    nonlinear |= part.nonlinear();
  }
  text.append(")");
  return Expression(std::move(text), nonlinear);
}

}  // namespace

Expression::Expression() : Expression(Integer(0)) {}

Expression::Expression(std::string text, bool nonlinear)
    : text_(std::move(text)), nonlinear_(nonlinear) {}

bool Expression::IsLiteral(std::int64_t* value) const {
  if (literal_) *value = value_;
  return literal_;
}

Expression Integer(std::int64_t value) {
  // Unsigned negation: INT64_MIN has no positive counterpart.
  const std::uint64_t magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  Expression result(value < 0 ? "(- " + std::to_string(magnitude) + ")"
                              : std::to_string(magnitude));
  result.literal_ = true;
  result.value_ = value;
  return result;
}

Expression PowerOfTwo(int exponent) {
  if (exponent < 63) return Integer(std::int64_t{1} << exponent);
  std::string digits = "9223372036854775808";  // 2^63
  for (int i = 63; i < exponent; ++i) {
    int carry = 0;
    for (std::size_t k = digits.size(); k-- > 0;) {
      const int doubled = (digits[k] - '0') * 2 + carry;
      digits[k] = static_cast<char>('0' + doubled % 10);
      carry = doubled / 10;
    }
    if (carry != 0) digits.insert(digits.begin(), static_cast<char>('0' + carry));
  }
  return Expression(digits);
}

Expression True() { return Expression("true"); }
Expression False() { return Expression("false"); }

Expression Add(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t sum = 0;
  if (BothLiteral(a, b, &x, &y) && !__builtin_add_overflow(x, y, &sum)) return Integer(sum);
  if (IsLiteralEqualTo(a, 0)) return b;
  if (IsLiteralEqualTo(b, 0)) return a;
  return Call("+", a, b);
}

Expression Subtract(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t difference = 0;
  if (BothLiteral(a, b, &x, &y) && !__builtin_sub_overflow(x, y, &difference)) {
    return Integer(difference);
  }
  if (IsLiteralEqualTo(b, 0)) return a;
  return Call("-", a, b);
}

Expression Multiply(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t product = 0;
  if (BothLiteral(a, b, &x, &y) && !__builtin_mul_overflow(x, y, &product)) {
    return Integer(product);
  }
  if (IsLiteralEqualTo(a, 1)) return b;
  if (IsLiteralEqualTo(b, 1)) return a;
  if (IsLiteralEqualTo(a, 0) || IsLiteralEqualTo(b, 0)) return Integer(0);
  return Call("*", a, b, !IsConstantText(a) && !IsConstantText(b));
}

Expression Negate(const Expression& a) {
  std::int64_t x = 0;
  if (a.IsLiteral(&x) && x != INT64_MIN) return Integer(-x);
  return Expression("(- " + a.text() + ")", a.nonlinear());
}

Expression EuclideanDivide(const Expression& a, const Expression& b) {
  if (IsLiteralEqualTo(b, 1)) return a;
  return Call("div", a, b, !IsConstantText(b) || IsLiteralEqualTo(b, 0));
}

Expression EuclideanModulo(const Expression& a, const Expression& b) {
  if (IsLiteralEqualTo(b, 1)) return Integer(0);
  return Call("mod", a, b, !IsConstantText(b) || IsLiteralEqualTo(b, 0));
}

Expression TruncatingDivide(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  if (BothLiteral(a, b, &x, &y) && y != 0 && !(x == INT64_MIN && y == -1)) return Integer(x / y);
  // For a dividend >= 0 the Euclidean quotient is the truncated one, whatever the divisor's sign.
  return IfThenElse(LessEqual(Integer(0), a), EuclideanDivide(a, b),
                    Negate(EuclideanDivide(Negate(a), b)));
}

Expression TruncatingRemainder(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  if (BothLiteral(a, b, &x, &y) && y != 0 && !(x == INT64_MIN && y == -1)) return Integer(x % y);
  return IfThenElse(LessEqual(Integer(0), a), EuclideanModulo(a, b),
                    Negate(EuclideanModulo(Negate(a), b)));
}

Expression Equal(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  if (BothLiteral(a, b, &x, &y)) return x == y ? True() : False();
  if (a == b) return True();
  return Call("=", a, b);
}

Expression Less(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  if (BothLiteral(a, b, &x, &y)) return x < y ? True() : False();
  return Call("<", a, b);
}

Expression LessEqual(const Expression& a, const Expression& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  if (BothLiteral(a, b, &x, &y)) return x <= y ? True() : False();
  return Call("<=", a, b);
}

Expression Not(const Expression& a) {
  if (a.IsTrue()) return False();
  if (a.IsFalse()) return True();
  return Expression("(not " + a.text() + ")", a.nonlinear());
}

Expression And(const std::vector<Expression>& parts) {
  std::vector<Expression> kept;
  for (const Expression& part : parts) {
    if (part.IsFalse()) return False();
    if (!part.IsTrue()) kept.push_back(part);
  }
  if (kept.empty()) return True();
  if (kept.size() == 1) return kept[0];
  return Join("and", kept);
}

Expression Or(const std::vector<Expression>& parts) {
  std::vector<Expression> kept;
  for (const Expression& part : parts) {
    if (part.IsTrue()) return True();
    if (!part.IsFalse()) kept.push_back(part);
  }
  if (kept.empty()) return False();
  if (kept.size() == 1) return kept[0];
  return Join("or", kept);
}

Expression Implies(const Expression& a, const Expression& b) {
  if (a.IsTrue()) return b;
  if (a.IsFalse() || b.IsTrue()) return True();
  return Call("=>", a, b);
}

Expression IfThenElse(const Expression& condition, const Expression& a, const Expression& b) {
  if (condition.IsTrue()) return a;
  if (condition.IsFalse()) return b;
  if (a == b) return a;
  return Join("ite", {condition, a, b});
}

Expression Apply(const std::string& function, const std::vector<Expression>& arguments) {
  return arguments.empty() ? Expression(function) : Join(function.c_str(), arguments);
}

}  // namespace interlock::smt
