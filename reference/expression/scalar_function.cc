// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/scalar_function.h"

#include <limits>

namespace interlock::reference {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

Status DoesNotFit(ScalarFunction function) {
  return OutOfRange("result does not fit in 64 bits: function=" + FunctionSignature(function));
}

bool SumFits(std::int64_t a, std::int64_t b) { return b >= 0 ? a <= kMax - b : a >= kMin - b; }

bool DifferenceFits(std::int64_t a, std::int64_t b) {
  return b >= 0 ? a >= kMin + b : a <= kMax + b;
}

bool ProductFits(std::int64_t a, std::int64_t b) {
  if (a == 0 || b == 0) return true;
  if (a == -1) return b != kMin;
  if (b == -1) return a != kMin;
  if ((a > 0) == (b > 0)) return a > 0 ? a <= kMax / b : a >= kMax / b;
  return a > 0 ? b >= kMin / a : a >= kMin / b;
}

StatusOr<Value> Mod(std::int64_t a, std::int64_t b) {
  if (b == 0) return Value();
  if (b == -1) return Value(std::int64_t{0});  // kMin % -1 is undefined in C++
  return Value(a % b);
}

StatusOr<Value> Apply(ScalarFunction function, std::int64_t a, std::int64_t b) {
  switch (function) {
    case ScalarFunction::kMod:
      return Mod(a, b);
    case ScalarFunction::kAbs:
      if (a == kMin) return DoesNotFit(function);
      return Value(a < 0 ? -a : a);
    case ScalarFunction::kPlus:
      if (!SumFits(a, b)) return DoesNotFit(function);
      return Value(a + b);
    case ScalarFunction::kMinus:
      if (!DifferenceFits(a, b)) return DoesNotFit(function);
      return Value(a - b);
    case ScalarFunction::kMultiply:
      if (!ProductFits(a, b)) return DoesNotFit(function);
      return Value(a * b);
  }
  return Internal("unknown scalar function");
}

StatusOr<ScalarFunction> FunctionOfName(const std::string& name) {
  if (name == "mod" || name == "%") return ScalarFunction::kMod;
  if (name == "abs") return ScalarFunction::kAbs;
  if (name == "+") return ScalarFunction::kPlus;
  if (name == "-") return ScalarFunction::kMinus;
  if (name == "*") return ScalarFunction::kMultiply;
  return NotFound("no such function: name=" + name);
}

std::int64_t ArgumentCount(ScalarFunction function) {
  return function == ScalarFunction::kAbs ? 1 : 2;
}

}  // namespace

StatusOr<ScalarFunction> FindScalarFunction(const std::string& name, std::int64_t argument_count) {
  StatusOr<ScalarFunction> function = FunctionOfName(name);
  if (!function.ok()) return function.status();
  if (ArgumentCount(function.value()) != argument_count) {
    return InvalidArgument("wrong number of arguments: function=" + name +
                           " count=" + std::to_string(argument_count));
  }
  return function;
}

std::string FunctionSignature(ScalarFunction function) {
  switch (function) {
    case ScalarFunction::kMod:
      return "ModInt";
    case ScalarFunction::kAbs:
      return "AbsInt";
    case ScalarFunction::kPlus:
      return "PlusInt";
    case ScalarFunction::kMinus:
      return "MinusInt";
    case ScalarFunction::kMultiply:
      return "MultiplyInt";
  }
  return "";
}

StatusOr<Value> ApplyScalarFunction(ScalarFunction function, const Value& first,
                                    const Value& second) {
  const bool is_binary = ArgumentCount(function) == 2;
  if (first.is_null() || (is_binary && second.is_null())) return Value();
  if (first.kind() != ValueKind::kInteger || (is_binary && second.kind() != ValueKind::kInteger)) {
    return InvalidArgument("argument is no integer: function=" + FunctionSignature(function));
  }
  return Apply(function, first.integer(), is_binary ? second.integer() : 0);
}

}  // namespace interlock::reference
