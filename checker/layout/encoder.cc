// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/encoder.h"

#include <algorithm>
#include <utility>

namespace interlock::layout {
namespace {

using smt::Expression;

// Longer texts get a name of their own, so that what is shared is written once.
constexpr std::size_t kTextMax = 400;

int BitsOf(std::uint32_t bytes) {
  return 8 * static_cast<int>(bytes == 0 || bytes > 8 ? 8 : bytes);
}

Expression Lowest(std::uint32_t bytes, bool is_unsigned) {
  return is_unsigned ? smt::Integer(0) : smt::Negate(smt::PowerOfTwo(BitsOf(bytes) - 1));
}

Expression AboveHighest(std::uint32_t bytes, bool is_unsigned) {
  return smt::PowerOfTwo(is_unsigned ? BitsOf(bytes) : BitsOf(bytes) - 1);
}

/// Every value of the type of `from` has the same value in the other type.
bool Holds(const Value& from, std::uint32_t bytes, bool is_unsigned) {
  if (from.IsSymbol() && from.symbol().maximum >= 0 && from.is_unsigned()) {
    const int bits = BitsOf(bytes) - (is_unsigned ? 0 : 1);
    return bits >= 63 || from.symbol().maximum < (std::int64_t{1} << bits);
  }
  if (from.is_unsigned() == is_unsigned) return BitsOf(from.bytes()) <= BitsOf(bytes);
  return from.is_unsigned() && BitsOf(from.bytes()) < BitsOf(bytes);
}

bool IsTruthOperation(Operation operation) {
  switch (operation) {
    case Operation::kNot:
    case Operation::kLogicalAnd:
    case Operation::kLogicalOr:
    case Operation::kEqual:
    case Operation::kLess:
    case Operation::kLessEqual:
      return true;
    default:
      return false;
  }
}

std::string Usable(const std::string& name, std::set<std::string>* taken) {
  std::string usable;
  for (const char c : name) {
    const bool usual = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '_' || c == '.' || c == '-';
    usable += usual ? c : '_';
  }
  usable = "v." + usable;
  std::string unique = usable;
  for (int i = 2; !taken->insert(unique).second; ++i) unique = usable + "." + std::to_string(i);
  return unique;
}

}  // namespace

Naming SideNames(const std::string& prefix) {
  return [prefix](const SymbolInfo& symbol) {
    return symbol.origin == Origin::kLayout ? symbol.name : prefix + symbol.name;
  };
}

Expression IntegerEncoder::Declare(const Value& symbol, const Naming& naming) {
  const SymbolInfo& info = symbol.symbol();
  const std::string full =
      naming(info) + (symbol.is_unsigned() ? "/u" : "/s") + std::to_string(symbol.bytes());
  const auto found = names_.find(full);
  if (found != names_.end()) return Expression(found->second);
  const std::string name = Usable(naming(info), &taken_);
  names_[full] = name;
  SymbolInfo named = info;
  named.name = naming(info);
  symbols_[name] = named;
  if (info.origin == Origin::kLost) {
    lost_.insert(info.reason + (info.position.empty() ? "" : " at " + info.position));
  }
  const Expression constant = script_.Constant(name);
  Expression upper = smt::Less(constant, AboveHighest(symbol.bytes(), symbol.is_unsigned()));
  if (info.maximum >= 0) {
    upper = smt::LessEqual(constant, smt::Integer(info.maximum));
    if (!info.reason.empty() && info.origin != Origin::kLost) assumptions_.insert(info.reason);
  }
  script_.Assert(
      "range",
      smt::And({smt::LessEqual(Lowest(symbol.bytes(), symbol.is_unsigned()), constant), upper}));
  return constant;
}

Expression IntegerEncoder::Short(Expression expression) {
  if (expression.text().size() <= kTextMax) return expression;
  const Expression name = script_.Constant("t." + std::to_string(++definitions_));
  script_.Assert("definition", smt::Equal(name, expression));
  return name;
}

Expression IntegerEncoder::Divided(const Expression& a, const Expression& b, bool is_quotient) {
  auto found = divisions_.find({a.text(), b.text()});
  if (found == divisions_.end()) {
    const std::string number = std::to_string(divisions_.size());
    const Expression quotient = script_.Constant("quotient." + number);
    const Expression remainder = script_.Constant("remainder." + number);
    const Expression zero = smt::Integer(0);
    const Expression size = smt::IfThenElse(smt::LessEqual(zero, b), b, smt::Negate(b));
    // The C++ quotient: the remainder has the sign of the dividend.
    script_.Assert(
        "division",
        smt::Implies(
            smt::Not(smt::Equal(b, zero)),
            smt::And({smt::Equal(a, smt::Add(smt::Multiply(quotient, b), remainder)),
                      smt::Less(remainder, size), smt::Less(smt::Negate(size), remainder),
                      smt::Implies(smt::LessEqual(zero, a), smt::LessEqual(zero, remainder)),
                      smt::Implies(smt::LessEqual(a, zero), smt::LessEqual(remainder, zero))})));
    found = divisions_.emplace(std::make_pair(a.text(), b.text()), number).first;
  }
  return Expression((is_quotient ? "quotient." : "remainder.") + found->second);
}

void IntegerEncoder::AddLemmas(const Expression& quotient, const Expression& factor) {
  for (const auto& [operands, number] : divisions_) {
    if (quotient.text() != "quotient." + number) continue;
    const Expression divisor(operands.second);
    const Expression zero = smt::Integer(0);
    const Expression product = smt::Multiply(quotient, factor);
    const Expression next = smt::Add(factor, smt::Integer(1));
    const Expression lemma = smt::Implies(
        smt::And({smt::LessEqual(zero, quotient), smt::LessEqual(zero, factor),
                  smt::LessEqual(next, divisor)}),
        smt::And({smt::LessEqual(zero, product),
                  smt::LessEqual(smt::Add(product, quotient), smt::Multiply(quotient, divisor))}));
    if (!lemma_texts_.insert(lemma.text()).second) continue;
    lemmas_.push_back(lemma);
    script_.Assert("lemma", lemma);
  }
}

Expression IntegerEncoder::MaskedBits(const Expression& a, std::uint64_t mask) const {
  // One term for each run of set bits.
  Expression sum = smt::Integer(0);
  for (int bit = 0; bit < 64;) {
    if ((mask >> bit & 1) == 0) {
      ++bit;
      continue;
    }
    int end = bit;
    while (end < 64 && (mask >> end & 1) != 0) ++end;
    const Expression run = smt::EuclideanModulo(smt::EuclideanDivide(a, smt::PowerOfTwo(bit)),
                                                smt::PowerOfTwo(end - bit));
    sum = smt::Add(sum, smt::Multiply(run, smt::PowerOfTwo(bit)));
    bit = end;
  }
  return sum;
}

Expression IntegerEncoder::Number(const Value& value, const Naming& naming) {
  const std::vector<Value>& args = value.arguments();
  const auto number = [&](std::size_t i) { return Number(args[i], naming); };
  const auto lose = [&](const std::string& why) {
    lost_.insert(why);
    SymbolInfo info;
    info.name = "bits." + std::to_string(++definitions_);
    info.origin = Origin::kLost;
    info.reason = why;
    return Declare(Value::Symbol(info, value.bytes(), value.is_unsigned()), naming);
  };
  if (IsTruthOperation(value.operation())) {
    return smt::IfThenElse(Condition(value, naming), smt::Integer(1), smt::Integer(0));
  }
  switch (value.operation()) {
    case Operation::kConstant:
      if (value.is_unsigned() && value.constant() < 0) {
        return smt::Add(smt::PowerOfTwo(64), smt::Integer(value.constant()));
      }
      return smt::Integer(value.constant());
    case Operation::kSymbol:
      return Declare(value, naming);
    case Operation::kAdd:
      return Short(smt::Add(number(0), number(1)));
    case Operation::kSubtract:
      return Short(smt::Subtract(number(0), number(1)));
    case Operation::kMultiply: {
      const Expression a = number(0);
      const Expression b = number(1);
      if (!args[0].IsConstant() && !args[1].IsConstant()) {
        AddLemmas(a, b);
        AddLemmas(b, a);
      }
      return Short(smt::Multiply(a, b));
    }
    case Operation::kDivide:
    case Operation::kRemainder: {
      const bool is_quotient = value.operation() == Operation::kDivide;
      const Expression a = number(0);
      const Expression b = number(1);
      if (!args[1].IsConstant()) return Divided(a, b, is_quotient);
      return Short(is_quotient ? smt::TruncatingDivide(a, b) : smt::TruncatingRemainder(a, b));
    }
    case Operation::kShiftLeft:
    case Operation::kShiftRight: {
      const bool is_left = value.operation() == Operation::kShiftLeft;
      const Expression a = number(0);
      const auto shifted = [&](int by) {
        return is_left ? smt::Multiply(a, smt::PowerOfTwo(by))
                       : smt::EuclideanDivide(a, smt::PowerOfTwo(by));
      };
      if (args[1].IsConstant()) {
        const std::int64_t by = args[1].constant();
        if (by < 0 || by >= BitsOf(value.bytes())) return lose("shift by more than the width");
        return Short(shifted(static_cast<int>(by)));
      }
      const Expression by = number(1);
      Expression chosen = shifted(0);
      for (int k = 1; k < BitsOf(value.bytes()); ++k) {
        chosen = smt::IfThenElse(smt::Equal(by, smt::Integer(k)), shifted(k), chosen);
      }
      return Short(chosen);
    }
    case Operation::kAnd:
    case Operation::kOr:
    case Operation::kXor: {
      const bool first = args[0].IsConstant();
      if (!first && !args[1].IsConstant()) return lose("a bit operation of two unknown values");
      const Value& constant = first ? args[0] : args[1];
      const int bits = BitsOf(value.bytes());
      std::uint64_t mask = static_cast<std::uint64_t>(constant.constant());
      if (bits < 64) mask &= (std::uint64_t{1} << bits) - 1;
      if (!value.is_unsigned() && constant.constant() < 0) {
        return lose("a signed bit operation with a negative constant");
      }
      const Expression a = Short(first ? number(1) : number(0));
      const Expression common = MaskedBits(a, mask);
      if (value.operation() == Operation::kAnd) return Short(common);
      const Expression sum = smt::Add(a, first ? number(0) : number(1));
      const Expression both =
          value.operation() == Operation::kOr ? common : smt::Multiply(smt::Integer(2), common);
      return Short(smt::Subtract(sum, both));
    }
    case Operation::kBitNot:
      if (!value.is_unsigned()) return smt::Subtract(smt::Integer(-1), number(0));
      return smt::Subtract(smt::Subtract(smt::PowerOfTwo(BitsOf(value.bytes())), smt::Integer(1)),
                           number(0));
    case Operation::kSelect:
      return Short(smt::IfThenElse(Condition(args[0], naming), number(1), number(2)));
    case Operation::kCast: {
      const Expression a = number(0);
      const bool is_small = IsTruthOperation(args[0].operation());
      if (is_small || Holds(args[0], value.bytes(), value.is_unsigned())) return a;
      const Expression range = smt::PowerOfTwo(BitsOf(value.bytes()));
      if (value.is_unsigned()) return Short(smt::EuclideanModulo(a, range));
      const Expression half = smt::PowerOfTwo(BitsOf(value.bytes()) - 1);
      return Short(smt::Subtract(smt::EuclideanModulo(smt::Add(a, half), range), half));
    }
    default:
      return lose("an operation that is not encoded");
  }
}

Expression IntegerEncoder::Condition(const Value& value, const Naming& naming) {
  const std::vector<Value>& args = value.arguments();
  switch (value.operation()) {
    case Operation::kConstant:
      return value.constant() != 0 ? smt::True() : smt::False();
    case Operation::kNot:
      return smt::Not(Condition(args[0], naming));
    case Operation::kLogicalAnd:
      return smt::And({Condition(args[0], naming), Condition(args[1], naming)});
    case Operation::kLogicalOr:
      return smt::Or({Condition(args[0], naming), Condition(args[1], naming)});
    case Operation::kEqual:
      return smt::Equal(Number(args[0], naming), Number(args[1], naming));
    case Operation::kLess:
      return smt::Less(Number(args[0], naming), Number(args[1], naming));
    case Operation::kLessEqual:
      return smt::LessEqual(Number(args[0], naming), Number(args[1], naming));
    case Operation::kSelect:
      return smt::IfThenElse(Condition(args[0], naming), Condition(args[1], naming),
                             Condition(args[2], naming));
    default:
      return smt::Not(smt::Equal(Number(value, naming), smt::Integer(0)));
  }
}

Expression IntegerEncoder::All(const Guard& guard, const Naming& naming) {
  std::vector<Expression> parts;
  for (const Value& part : guard) parts.push_back(Condition(part, naming));
  return smt::And(parts);
}

Expression IntegerEncoder::DoesNotWrap(const Value& value, const Naming& naming) {
  const std::vector<Value>& args = value.arguments();
  std::vector<Expression> parts;
  const Operation operation = value.operation();
  if (operation == Operation::kShiftLeft || operation == Operation::kShiftRight) {
    const Expression by = Number(args[1], naming);
    parts.push_back(smt::LessEqual(smt::Integer(0), by));
    parts.push_back(smt::Less(by, smt::Integer(BitsOf(value.bytes()))));
  }
  if (operation == Operation::kDivide || operation == Operation::kRemainder) {
    parts.push_back(smt::Not(smt::Equal(Number(args[1], naming), smt::Integer(0))));
  }
  // A remainder fits whenever the quotient does.
  const Value fits = operation == Operation::kRemainder
                         ? Value::Make(Operation::kDivide, args, value.bytes(), value.is_unsigned())
                         : value;
  const Expression result = Number(fits, naming);
  parts.push_back(smt::LessEqual(Lowest(value.bytes(), value.is_unsigned()), result));
  parts.push_back(smt::Less(result, AboveHighest(value.bytes(), value.is_unsigned())));
  return smt::And(parts);
}

namespace {

Expression Apply(const std::string& head, const Expression& a, const Expression& b) {
  return Expression("(" + head + " " + a.text() + " " + b.text() + ")");
}

Expression BitConstant(std::int64_t value, int bits) {
  std::string digits;
  for (int i = bits - 4; i >= 0; i -= 4) {
    digits += "0123456789abcdef"[static_cast<std::uint64_t>(value) >> i & 15];
  }
  return Expression("#x" + digits);
}

}  // namespace

Expression BitVectorEncoder::Widened(const Value& value, std::uint32_t bytes) {
  const Expression bits = Bits(value);
  const int from = BitsOf(value.bytes());
  const int to = BitsOf(bytes);
  if (from == to) return bits;
  if (from > to) {
    return Expression("((_ extract " + std::to_string(to - 1) + " 0) " + bits.text() + ")");
  }
  const char* head = value.is_unsigned() ? "zero_extend" : "sign_extend";
  return Expression("((_ " + std::string(head) + " " + std::to_string(to - from) + ") " +
                    bits.text() + ")");
}

Expression BitVectorEncoder::Bits(const Value& value) {
  const std::vector<Value>& args = value.arguments();
  const std::uint32_t bytes = value.bytes();
  if (IsTruthOperation(value.operation())) {
    return smt::IfThenElse(Condition(value), BitConstant(1, 8), BitConstant(0, 8));
  }
  const auto binary = [&](const char* head) {
    return Apply(head, Widened(args[0], bytes), Widened(args[1], bytes));
  };
  switch (value.operation()) {
    case Operation::kConstant:
      return BitConstant(value.constant(), BitsOf(bytes));
    case Operation::kSymbol: {
      const SymbolInfo& info = value.symbol();
      const auto found = names_.find(info.name);
      if (found != names_.end()) return Expression(found->second);
      const std::string name = Usable(info.name, &taken_);
      names_[info.name] = name;
      if (info.origin == Origin::kLost) {
        lost_.insert(info.reason + (info.position.empty() ? "" : " at " + info.position));
      }
      const Expression bits = script_.BitVector(name, BitsOf(bytes));
      if (info.maximum >= 0 && info.reason.empty()) {
        script_.Assert("range", Apply("bvule", bits, BitConstant(info.maximum, BitsOf(bytes))));
      }
      return bits;
    }
    case Operation::kAdd:
      return binary("bvadd");
    case Operation::kSubtract:
      return binary("bvsub");
    case Operation::kMultiply:
      return binary("bvmul");
    case Operation::kDivide:
      return binary(value.is_unsigned() ? "bvudiv" : "bvsdiv");
    case Operation::kRemainder:
      return binary(value.is_unsigned() ? "bvurem" : "bvsrem");
    case Operation::kShiftLeft:
      return binary("bvshl");
    case Operation::kShiftRight:
      return binary(value.is_unsigned() ? "bvlshr" : "bvashr");
    case Operation::kAnd:
      return binary("bvand");
    case Operation::kOr:
      return binary("bvor");
    case Operation::kXor:
      return binary("bvxor");
    case Operation::kBitNot:
      return Expression("(bvnot " + Widened(args[0], bytes).text() + ")");
    case Operation::kSelect:
      return smt::IfThenElse(Condition(args[0]), Widened(args[1], bytes), Widened(args[2], bytes));
    case Operation::kCast:
      return Widened(args[0], bytes);
    default:
      lost_.insert("an operation that is not encoded");
      return BitConstant(0, BitsOf(bytes));
  }
}

Expression BitVectorEncoder::Condition(const Value& value) {
  const std::vector<Value>& args = value.arguments();
  const auto compare = [&](const char* head) {
    const std::uint32_t bytes = std::max(args[0].bytes(), args[1].bytes());
    return Apply(head, Widened(args[0], bytes), Widened(args[1], bytes));
  };
  const auto is_unsigned = [&] {
    return args[0].IsConstant() ? args[1].is_unsigned() : args[0].is_unsigned();
  };
  switch (value.operation()) {
    case Operation::kConstant:
      return value.constant() != 0 ? smt::True() : smt::False();
    case Operation::kNot:
      return smt::Not(Condition(args[0]));
    case Operation::kLogicalAnd:
      return smt::And({Condition(args[0]), Condition(args[1])});
    case Operation::kLogicalOr:
      return smt::Or({Condition(args[0]), Condition(args[1])});
    case Operation::kEqual:
      return compare("=");
    case Operation::kLess:
      return compare(is_unsigned() ? "bvult" : "bvslt");
    case Operation::kLessEqual:
      return compare(is_unsigned() ? "bvule" : "bvsle");
    default:
      return smt::Not(Apply("=", Bits(value), BitConstant(0, BitsOf(value.bytes()))));
  }
}

Expression BitVectorEncoder::All(const Guard& guard) {
  std::vector<Expression> parts;
  for (const Value& part : guard) parts.push_back(Condition(part));
  return smt::And(parts);
}

}  // namespace interlock::layout
