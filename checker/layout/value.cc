// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/value.h"

#include <map>
#include <set>
#include <utility>

namespace interlock::layout {
namespace {

bool Fits(__int128 value, std::uint32_t bytes, bool is_unsigned) {
  const int bits = static_cast<int>(bytes == 0 || bytes > 8 ? 8 : bytes) * 8;
  const __int128 one = 1;
  // A constant is kept in 64 signed bits.
  if (value > INT64_MAX || value < INT64_MIN) return false;
  if (is_unsigned) return value >= 0 && value < (one << bits);
  return value >= -(one << (bits - 1)) && value < (one << (bits - 1));
}

bool Fold(Operation operation, const std::vector<Value>& args, __int128* result) {
  for (const Value& argument : args) {
    // An unsigned constant of 64 bits is kept as its bits.
    if (!argument.IsConstant() || (argument.is_unsigned() && argument.constant() < 0)) return false;
  }
  const __int128 a = args.empty() ? 0 : args[0].constant();
  const __int128 b = args.size() < 2 ? 0 : args[1].constant();
  switch (operation) {
    case Operation::kAdd:
      *result = a + b;
      return true;
    case Operation::kSubtract:
      *result = a - b;
      return true;
    case Operation::kMultiply:
      *result = a * b;
      return true;
    case Operation::kDivide:
      if (b == 0) return false;
      *result = a / b;
      return true;
    case Operation::kRemainder:
      if (b == 0) return false;
      *result = a % b;
      return true;
    case Operation::kShiftLeft:
      if (a < 0 || b < 0 || b > 62) return false;
      *result = a << static_cast<int>(b);
      return true;
    case Operation::kShiftRight:
      if (b < 0 || b > 62) return false;
      *result = a >> static_cast<int>(b);
      return true;
    case Operation::kNot:
      *result = a == 0;
      return true;
    case Operation::kEqual:
      *result = a == b;
      return true;
    case Operation::kLess:
      *result = a < b;
      return true;
    case Operation::kLessEqual:
      *result = a <= b;
      return true;
    case Operation::kCast:
      *result = a;
      return true;
    default:
      return false;
  }
}

const char* Text(Operation operation) {
  switch (operation) {
    case Operation::kAdd:
      return " + ";
    case Operation::kSubtract:
      return " - ";
    case Operation::kMultiply:
      return " * ";
    case Operation::kDivide:
      return " / ";
    case Operation::kRemainder:
      return " % ";
    case Operation::kShiftLeft:
      return " << ";
    case Operation::kShiftRight:
      return " >> ";
    case Operation::kAnd:
      return " & ";
    case Operation::kOr:
      return " | ";
    case Operation::kXor:
      return " ^ ";
    case Operation::kLogicalAnd:
      return " && ";
    case Operation::kLogicalOr:
      return " || ";
    case Operation::kEqual:
      return " == ";
    case Operation::kLess:
      return " < ";
    case Operation::kLessEqual:
      return " <= ";
    default:
      return " ? ";
  }
}

}  // namespace

Value::Value() : node_(std::make_shared<Node>()) {}

Value Value::Constant(std::int64_t value, std::uint32_t bytes, bool is_unsigned) {
  auto node = std::make_shared<Node>();
  node->constant = value;
  node->bytes = bytes;
  node->is_unsigned = is_unsigned;
  return Value(std::move(node));
}

Value Value::Symbol(SymbolInfo info, std::uint32_t bytes, bool is_unsigned) {
  auto node = std::make_shared<Node>();
  node->operation = Operation::kSymbol;
  node->symbol = std::move(info);
  node->bytes = bytes;
  node->is_unsigned = is_unsigned;
  return Value(std::move(node));
}

Value Value::Make(Operation operation, std::vector<Value> arguments, std::uint32_t bytes,
                  bool is_unsigned) {
  __int128 folded = 0;
  if (Fold(operation, arguments, &folded) && Fits(folded, bytes, is_unsigned)) {
    return Constant(static_cast<std::int64_t>(folded), bytes, is_unsigned);
  }
  auto node = std::make_shared<Node>();
  node->operation = operation;
  node->arguments = std::move(arguments);
  node->bytes = bytes;
  node->is_unsigned = is_unsigned;
  return Value(std::move(node));
}

Value Value::Not(const Value& a) {
  if (a.operation() == Operation::kNot) {
    const Value& inner = a.arguments()[0];
    switch (inner.operation()) {
      case Operation::kNot:
      case Operation::kEqual:
      case Operation::kLess:
      case Operation::kLessEqual:
      case Operation::kLogicalAnd:
      case Operation::kLogicalOr:
        return inner;
      default:
        break;
    }
  }
  return Make(Operation::kNot, {a}, 1, true);
}

Value Value::And(const Value& a, const Value& b) {
  if (a.IsConstant()) return a.constant() == 0 ? Truth(false) : b;
  if (b.IsConstant()) return b.constant() == 0 ? Truth(false) : a;
  return Make(Operation::kLogicalAnd, {a, b}, 1, true);
}

Value Value::Or(const Value& a, const Value& b) {
  if (a.IsConstant()) return a.constant() == 0 ? b : Truth(true);
  if (b.IsConstant()) return b.constant() == 0 ? a : Truth(true);
  return Make(Operation::kLogicalOr, {a, b}, 1, true);
}

Value Value::Equal(const Value& a, const Value& b) {
  if (a == b) return Truth(true);
  return Make(Operation::kEqual, {a, b}, 1, true);
}

Value Value::Select(const Value& condition, const Value& a, const Value& b) {
  if (condition.IsConstant()) return condition.constant() != 0 ? a : b;
  if (a == b) return a;
  return Make(Operation::kSelect, {condition, a, b}, a.bytes(), a.is_unsigned());
}

bool operator==(const Value& a, const Value& b) {
  if (a.node_ == b.node_) return true;
  if (a.operation() != b.operation() || a.bytes() != b.bytes() ||
      a.is_unsigned() != b.is_unsigned()) {
    return false;
  }
  if (a.IsConstant()) return a.constant() == b.constant();
  if (a.IsSymbol()) return a.symbol().name == b.symbol().name;
  return a.arguments() == b.arguments();
}

void Value::Visit(const std::function<void(const Value&)>& visit) const {
  std::set<const void*> seen;
  const std::function<void(const Value&)> walk = [&](const Value& value) {
    if (!seen.insert(value.id()).second) return;
    for (const Value& argument : value.arguments()) walk(argument);
    visit(value);
  };
  walk(*this);
}

Value Value::Replace(const std::function<Value(const Value& symbol)>& replace) const {
  std::map<const void*, Value> done;
  const std::function<Value(const Value&)> walk = [&](const Value& value) -> Value {
    if (value.IsConstant()) return value;
    if (value.IsSymbol()) return replace(value);
    const auto found = done.find(value.id());
    if (found != done.end()) return found->second;
    std::vector<Value> arguments;
    bool changed = false;
    for (const Value& argument : value.arguments()) {
      arguments.push_back(walk(argument));
      changed |= arguments.back().id() != argument.id();
    }
    Value result = value;
    if (changed) {
      auto node = std::make_shared<Node>(*value.node_);
      node->arguments = std::move(arguments);
      result = Value(std::move(node));
    }
    done.emplace(value.id(), result);
    return result;
  };
  return walk(*this);
}

std::string Value::ToText() const {
  const std::vector<Value>& args = arguments();
  switch (operation()) {
    case Operation::kConstant:
      return std::to_string(constant());
    case Operation::kSymbol:
      return symbol().name;
    case Operation::kNot:
      return "!" + args[0].ToText();
    case Operation::kBitNot:
      return "~" + args[0].ToText();
    case Operation::kCast:
      return args[0].ToText();
    case Operation::kSelect:
      return "(" + args[0].ToText() + " ? " + args[1].ToText() + " : " + args[2].ToText() + ")";
    default:
      return "(" + args[0].ToText() + Text(operation()) + args[1].ToText() + ")";
  }
}

Value Conjunction(const Guard& guard) {
  Value all = Value::Truth(true);
  for (const Value& part : guard) all = Value::And(all, part);
  return all;
}

}  // namespace interlock::layout
