// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/claim_term.h"

#include <array>
#include <cctype>
#include <optional>
#include <vector>

namespace interlock::layout {
namespace {

struct BinaryOperator {
  const char* text;
  int level;  // higher binds tighter
};

// Longer spellings first.
constexpr std::array<BinaryOperator, 13> kOperators = {{{"||", 1},
                                                        {"&&", 2},
                                                        {"==", 3},
                                                        {"!=", 3},
                                                        {"<=", 4},
                                                        {">=", 4},
                                                        {"<", 4},
                                                        {">", 4},
                                                        {"+", 5},
                                                        {"-", 5},
                                                        {"*", 6},
                                                        {"/", 6},
                                                        {"%", 6}}};

Value AsTruth(const Value& value) {
  if (value.bytes() == 1 && value.operation() != Operation::kSymbol) return value;
  return Value::Not(Value::Equal(value, Value::Constant(0, value.bytes(), value.is_unsigned())));
}

Value Combine(const std::string& sign, const Value& a, const Value& b) {
  const auto make = [&](Operation operation) { return Value::Make(operation, {a, b}, 8, false); };
  const auto truth = [](Operation operation, const Value& x, const Value& y) {
    return Value::Make(operation, {x, y}, 1, true);
  };
  if (sign == "||") return Value::Or(AsTruth(a), AsTruth(b));
  if (sign == "&&") return Value::And(AsTruth(a), AsTruth(b));
  if (sign == "==") return Value::Equal(a, b);
  if (sign == "!=") return Value::Not(Value::Equal(a, b));
  if (sign == "<=") return truth(Operation::kLessEqual, a, b);
  if (sign == ">=") return truth(Operation::kLessEqual, b, a);
  if (sign == "<") return truth(Operation::kLess, a, b);
  if (sign == ">") return truth(Operation::kLess, b, a);
  if (sign == "+") return make(Operation::kAdd);
  if (sign == "-") return make(Operation::kSubtract);
  if (sign == "*") return make(Operation::kMultiply);
  if (sign == "/") return make(Operation::kDivide);
  return make(Operation::kRemainder);
}

class Reader {
 public:
  Reader(const std::string& text, const NameLookup& lookup) : text_(text), lookup_(lookup) {}

  Result<Value> Read() {
    Result<Value> value = Ternary();
    if (!value.ok()) return value;
    Skip();
    if (at_ != text_.size()) return Refuse();
    return value;
  }

 private:
  Error Refuse() const {
    return MakeError("no term over the layout: text=" + text_ + " at=" + std::to_string(at_));
  }
  void Skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool Take(const std::string& sign) {
    Skip();
    if (text_.compare(at_, sign.size(), sign) != 0) return false;
    at_ += sign.size();
    return true;
  }

  Result<Value> Ternary() {
    Result<Value> condition = Level(1);
    if (!condition.ok() || !Take("?")) return condition;
    Result<Value> a = Ternary();
    if (!a.ok()) return a;
    if (!Take(":")) return Refuse();
    Result<Value> b = Ternary();
    if (!b.ok()) return b;
    return Value::Select(AsTruth(*condition), *a, *b);
  }

  Result<Value> Level(int level) {
    if (level > 6) return Unary();
    Result<Value> left = Level(level + 1);
    while (left.ok()) {
      const BinaryOperator* taken = nullptr;
      for (const BinaryOperator& one : kOperators) {
        if (one.level == level && Take(one.text)) {
          taken = &one;
          break;
        }
      }
      if (taken == nullptr) return left;
      Result<Value> right = Level(level + 1);
      if (!right.ok()) return right;
      left = Combine(taken->text, *left, *right);
    }
    return left;
  }

  Result<Value> Unary() {
    if (Take("!")) {
      Result<Value> value = Unary();
      if (!value.ok()) return value;
      return Value::Not(AsTruth(*value));
    }
    if (Take("-")) {
      Result<Value> value = Unary();
      if (!value.ok()) return value;
      return Combine("-", Value::Constant(0), *value);
    }
    if (Take("(")) {
      Result<Value> value = Ternary();
      if (!value.ok()) return value;
      if (!Take(")")) return Refuse();
      return value;
    }
    Skip();
    const std::size_t first = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) {
      ++at_;
    }
    const std::string word = text_.substr(first, at_ - first);
    if (word.empty() || word.size() > 200) return Refuse();
    if (std::isdigit(static_cast<unsigned char>(word[0]))) {
      if (word.size() > 18 || word.find_first_not_of("0123456789") != std::string::npos) {
        return Refuse();
      }
      return Value::Constant(std::stoll(word));
    }
    const bool is_call = Take("(");
    if (is_call && !Take(")")) return Refuse();
    return lookup_(word, is_call);
  }

  const std::string& text_;
  const NameLookup& lookup_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Value> ReadClaimTerm(const std::string& text, const NameLookup& lookup) {
  return Reader(text, lookup).Read();
}

}  // namespace interlock::layout
