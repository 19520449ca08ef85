// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/result_type.h"

#include <string>

namespace interlock::reference {
namespace {

Status DoesNotTake(ScalarFunction function, DataType first, DataType second) {
  std::string message =
      "function does not take arguments of such types: function=" + FunctionSignature(function) +
      " first=" + NameOf(first);
  if (ArgumentCount(function) == 2) message = message + " second=" + NameOf(second);
  return InvalidArgument(message);
}

DataType ArithmeticType(ScalarFunction function, DataType first, DataType second) {
  if (ArgumentCount(function) == 1) return first;
  if (first == DataType::kDouble || second == DataType::kDouble) return DataType::kDouble;
  if (function == ScalarFunction::kMod) return first;
  return first == DataType::kUint64 ? first : second;
}

bool IsUntyped(const ExpressionNode& node) {
  return node.kind == ExpressionNodeKind::kConstant && node.constant.is_null();
}

DataType ConstantType(const Value& constant) {
  switch (constant.kind()) {
    case ValueKind::kNull:
    case ValueKind::kInteger:
      return DataType::kInt64;
    case ValueKind::kUnsigned:
      return DataType::kUint64;
    case ValueKind::kDouble:
      return DataType::kDouble;
    case ValueKind::kBytes:
      return DataType::kBytes;
  }
  return DataType::kInt64;
}

StatusOr<DataType> CallType(const Expression& expression, const ExpressionNode& call,
                            const std::vector<DataType>& types) {
  DataType first = types[static_cast<std::size_t>(call.first_argument)];
  if (ArgumentCount(call.function) == 1) return ResultType(call.function, first, first);
  DataType second = types[static_cast<std::size_t>(call.second_argument)];
  if (IsUntyped(expression.NodeAt(call.first_argument))) {
    first = second;
  } else if (IsUntyped(expression.NodeAt(call.second_argument))) {
    second = first;
  }
  return ResultType(call.function, first, second);
}

}  // namespace

StatusOr<DataType> ResultType(ScalarFunction function, DataType first, DataType second) {
  if (function == ScalarFunction::kIsNull) return DataType::kInt64;
  const bool is_unary = ArgumentCount(function) == 1;
  const bool are_numbers = IsFixed(first) && (is_unary || IsFixed(second));
  const bool are_bytes = !IsFixed(first) && !is_unary && !IsFixed(second);
  if (!are_numbers && !(are_bytes && IsComparison(function))) {
    return DoesNotTake(function, first, second);
  }
  if (IsArithmetic(function)) return ArithmeticType(function, first, second);
  return DataType::kInt64;
}

StatusOr<std::vector<DataType>> NodeTypes(const Expression& expression,
                                          const std::vector<DataType>& column_types) {
  std::vector<DataType> types;
  for (std::int64_t i = 0; i < expression.node_count(); ++i) {
    const ExpressionNode& node = expression.NodeAt(i);
    if (node.kind == ExpressionNodeKind::kConstant) {
      types.push_back(ConstantType(node.constant));
    } else if (node.kind == ExpressionNodeKind::kColumn) {
      if (node.column_index < 0 ||
          node.column_index >= static_cast<std::int64_t>(column_types.size())) {
        return InvalidArgument("no such column: column=" + std::to_string(node.column_index));
      }
      types.push_back(column_types[static_cast<std::size_t>(node.column_index)]);
    } else {
      const StatusOr<DataType> type = CallType(expression, node, types);
      if (!type.ok()) return type.status();
      types.push_back(type.value());
    }
  }
  if (types.empty()) return InvalidArgument("expression has no nodes");
  return types;
}

Status CheckExpression(const Expression& expression, const std::vector<DataType>& column_types) {
  return NodeTypes(expression, column_types).status();
}

Status CheckCondition(const Expression& expression, const std::vector<DataType>& column_types) {
  const StatusOr<std::vector<DataType>> types = NodeTypes(expression, column_types);
  if (!types.ok()) return types.status();
  if (IsFixed(types.value().back())) return Status();
  return InvalidArgument("condition is no number: type=" + std::string(NameOf(DataType::kBytes)));
}

}  // namespace interlock::reference
