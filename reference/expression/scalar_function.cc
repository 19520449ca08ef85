// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/scalar_function.h"

#include "reference/expression/arithmetic.h"
#include "reference/expression/comparison.h"
#include "reference/expression/result_type.h"
#include "reference/expression/three_valued_logic.h"

namespace interlock::reference {
namespace {

StatusOr<ScalarFunction> FunctionOfName(const std::string& name) {
  if (name == "mod" || name == "%") return ScalarFunction::kMod;
  if (name == "abs") return ScalarFunction::kAbs;
  if (name == "+") return ScalarFunction::kPlus;
  if (name == "-") return ScalarFunction::kMinus;
  if (name == "*") return ScalarFunction::kMultiply;
  if (name == "=") return ScalarFunction::kEqual;
  if (name == "<>" || name == "!=") return ScalarFunction::kNotEqual;
  if (name == "<") return ScalarFunction::kLess;
  if (name == "<=") return ScalarFunction::kLessOrEqual;
  if (name == ">") return ScalarFunction::kGreater;
  if (name == ">=") return ScalarFunction::kGreaterOrEqual;
  if (name == "<=>") return ScalarFunction::kNullSafeEqual;
  if (name == "isnull") return ScalarFunction::kIsNull;
  if (name == "and") return ScalarFunction::kAnd;
  if (name == "or") return ScalarFunction::kOr;
  if (name == "not") return ScalarFunction::kNot;
  return NotFound("no such function: name=" + name);
}

/// Type for ResultType; a NULL says `type_of_null`.
DataType TypeOf(const Value& value, DataType type_of_null) {
  switch (value.kind()) {
    case ValueKind::kNull:
      return type_of_null;
    case ValueKind::kInteger:
      return DataType::kInt64;
    case ValueKind::kUnsigned:
      return DataType::kUint64;
    case ValueKind::kDouble:
      return DataType::kDouble;
    case ValueKind::kBytes:
      return DataType::kBytes;
  }
  return type_of_null;
}

/// Requires: `value` is a number.
Number NumberIn(const Value& value) {
  Number number;
  number.type = TypeOf(value, DataType::kInt64);
  number.word = value.word();
  return number;
}

Value ValueOf(bool is_true) { return Value(std::int64_t{is_true ? 1 : 0}); }

StatusOr<Value> Compute(ScalarFunction function, DataType type, const Value& first,
                        const Value& second) {
  const bool is_unary = ArgumentCount(function) == 1;
  if (first.is_null() || (!is_unary && second.is_null())) return Value();
  const Number a = NumberIn(first);
  const Number b = is_unary ? Number() : NumberIn(second);
  if (function == ScalarFunction::kMod && IsZero(b)) return Value();
  Number result;
  result.type = type;
  Status status = ComputeArithmetic(function, a, b, result);
  if (!status.ok()) return status;
  return Value::FromWord(result.type, result.word);
}

Value Compare(ScalarFunction function, const Value& first, const Value& second) {
  if (first.is_null() || second.is_null()) {
    if (function != ScalarFunction::kNullSafeEqual) return Value();
    return ValueOf(first.is_null() && second.is_null());
  }
  if (first.kind() == ValueKind::kBytes) {
    return ValueOf(HoldsFor(function, CompareBytes(first.bytes().data(), first.bytes().size(),
                                                   second.bytes().data(), second.bytes().size())));
  }
  return ValueOf(HoldsFor(function, CompareNumbers(NumberIn(first), NumberIn(second))));
}

TruthValue TruthOf(const Value& value) {
  if (value.is_null()) return TruthValue::kNull;
  return IsZero(NumberIn(value)) ? TruthValue::kFalse : TruthValue::kTrue;
}

Value ValueOfTruth(TruthValue truth) {
  return truth == TruthValue::kNull ? Value() : ValueOf(truth == TruthValue::kTrue);
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
    case ScalarFunction::kEqual:
      return "Equal";
    case ScalarFunction::kNotEqual:
      return "NotEqual";
    case ScalarFunction::kLess:
      return "Less";
    case ScalarFunction::kLessOrEqual:
      return "LessOrEqual";
    case ScalarFunction::kGreater:
      return "Greater";
    case ScalarFunction::kGreaterOrEqual:
      return "GreaterOrEqual";
    case ScalarFunction::kNullSafeEqual:
      return "NullSafeEqual";
    case ScalarFunction::kIsNull:
      return "IsNull";
    case ScalarFunction::kAnd:
      return "And";
    case ScalarFunction::kOr:
      return "Or";
    case ScalarFunction::kNot:
      return "Not";
  }
  return "";
}

std::int64_t ArgumentCount(ScalarFunction function) {
  return function == ScalarFunction::kAbs || function == ScalarFunction::kIsNull ||
                 function == ScalarFunction::kNot
             ? 1
             : 2;
}

bool IsArithmetic(ScalarFunction function) { return function <= ScalarFunction::kMultiply; }

bool IsComparison(ScalarFunction function) {
  return function >= ScalarFunction::kEqual && function <= ScalarFunction::kNullSafeEqual;
}

StatusOr<Value> ApplyScalarFunction(ScalarFunction function, const Value& first,
                                    const Value& second) {
  const DataType second_type = TypeOf(second, TypeOf(first, DataType::kInt64));
  const DataType first_type =
      TypeOf(first, ArgumentCount(function) == 1 ? DataType::kInt64 : second_type);
  const StatusOr<DataType> type = ResultType(function, first_type, second_type);
  if (!type.ok()) return type.status();
  if (IsArithmetic(function)) return Compute(function, type.value(), first, second);
  if (IsComparison(function)) return Compare(function, first, second);
  if (function == ScalarFunction::kIsNull) return ValueOf(first.is_null());
  if (function == ScalarFunction::kNot) return ValueOfTruth(Not(TruthOf(first)));
  const TruthValue a = TruthOf(first);
  const TruthValue b = TruthOf(second);
  return ValueOfTruth(function == ScalarFunction::kAnd ? And(a, b) : Or(a, b));
}

}  // namespace interlock::reference
