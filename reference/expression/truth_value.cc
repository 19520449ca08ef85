// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/truth_value.h"

#include <string_view>

#include "reference/expression/arithmetic.h"
#include "reference/expression/comparison.h"
#include "reference/expression/result_type.h"

namespace interlock::reference {
namespace {

/// The values of one node: of every row, or, of a constant, one for all rows. Thread-compatible.
struct Operand {
  const Column* column = nullptr;
  bool is_constant = false;

  std::int64_t RowOf(std::int64_t row_index) const { return is_constant ? 0 : row_index; }
  bool IsNull(std::int64_t row_index) const { return column->IsNull(RowOf(row_index)); }
  Number NumberAt(std::int64_t row_index) const {
    return Number{column->type(), column->WordAt(RowOf(row_index))};
  }
  std::string_view BytesAt(std::int64_t row_index) const {
    return column->BytesAt(RowOf(row_index));
  }
  TruthValue TruthAt(std::int64_t row_index) const {
    if (IsNull(row_index)) return TruthValue::kNull;
    return IsZero(NumberAt(row_index)) ? TruthValue::kFalse : TruthValue::kTrue;
  }
};

void AppendTruth(TruthValue truth, Column& result) {
  if (truth == TruthValue::kNull) {
    result.AppendNull();
  } else {
    result.AppendWord(truth == TruthValue::kTrue ? 1 : 0);
  }
}

Status EvaluateArithmetic(ScalarFunction function, const Operand& first, const Operand& second,
                          std::int64_t row_count, Column& result) {
  const bool is_unary = ArgumentCount(function) == 1;
  Number number;
  number.type = result.type();
  for (std::int64_t row = 0; row < row_count; ++row) {
    if (first.IsNull(row) || (!is_unary && second.IsNull(row))) {
      result.AppendNull();
      continue;
    }
    const Number b = is_unary ? Number() : second.NumberAt(row);
    if (function == ScalarFunction::kMod && IsZero(b)) {
      result.AppendNull();
      continue;
    }
    Status status = ComputeArithmetic(function, first.NumberAt(row), b, number);
    if (!status.ok()) return status;
    result.AppendWord(number.word);
  }
  return Status();
}

int Compare(const Operand& first, const Operand& second, std::int64_t row) {
  // A literal NULL has no type of its own; it does not come here.
  if (IsFixed(first.column->type())) {
    return CompareNumbers(first.NumberAt(row), second.NumberAt(row));
  }
  const std::string_view a = first.BytesAt(row);
  const std::string_view b = second.BytesAt(row);
  return CompareBytes(a.data(), a.size(), b.data(), b.size());
}

void EvaluateComparison(ScalarFunction function, const Operand& first, const Operand& second,
                        std::int64_t row_count, Column& result) {
  for (std::int64_t row = 0; row < row_count; ++row) {
    const bool first_is_null = first.IsNull(row);
    const bool second_is_null = second.IsNull(row);
    if (!first_is_null && !second_is_null) {
      result.AppendWord(HoldsFor(function, Compare(first, second, row)) ? 1 : 0);
    } else if (function == ScalarFunction::kNullSafeEqual) {
      result.AppendWord(first_is_null && second_is_null ? 1 : 0);
    } else {
      result.AppendNull();
    }
  }
}

/// Requires: the function is AND, OR, NOT or IS NULL.
void EvaluateLogic(ScalarFunction function, const Operand& first, const Operand& second,
                   std::int64_t row_count, Column& result) {
  for (std::int64_t row = 0; row < row_count; ++row) {
    if (function == ScalarFunction::kIsNull) {
      result.AppendWord(first.IsNull(row) ? 1 : 0);
    } else if (function == ScalarFunction::kNot) {
      AppendTruth(Not(first.TruthAt(row)), result);
    } else if (function == ScalarFunction::kAnd) {
      AppendTruth(And(first.TruthAt(row), second.TruthAt(row)), result);
    } else {
      IL_CHECK(function == ScalarFunction::kOr);
      AppendTruth(Or(first.TruthAt(row), second.TruthAt(row)), result);
    }
  }
}

Status EvaluateCall(const ExpressionNode& call, const std::vector<Operand>& operands,
                    std::int64_t row_count, Column& result) {
  const Operand& first = operands[static_cast<std::size_t>(call.first_argument)];
  const Operand& second = ArgumentCount(call.function) == 1
                              ? first
                              : operands[static_cast<std::size_t>(call.second_argument)];
  if (IsArithmetic(call.function)) {
    return EvaluateArithmetic(call.function, first, second, row_count, result);
  }
  if (IsComparison(call.function)) {
    EvaluateComparison(call.function, first, second, row_count, result);
  } else {
    EvaluateLogic(call.function, first, second, row_count, result);
  }
  return Status();
}

/// Evaluates all nodes. The operands point into `chunk` and into `columns`, one column per node.
Status EvaluateNodes(const Expression& expression, const Chunk& chunk,
                     const std::vector<DataType>& types, std::vector<Column>& columns,
                     std::vector<Operand>& operands) {
  columns.resize(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    const ExpressionNode& node = expression.NodeAt(static_cast<std::int64_t>(i));
    Operand operand;
    if (node.kind == ExpressionNodeKind::kColumn) {
      operand.column = &chunk.column(node.column_index);
    } else {
      columns[i].Reset(types[i]);
      operand.column = &columns[i];
      if (node.kind == ExpressionNodeKind::kConstant) {
        operand.is_constant = true;
        columns[i].Append(node.constant);
      } else {
        Status status = EvaluateCall(node, operands, chunk.row_count(), columns[i]);
        if (!status.ok()) return status;
      }
    }
    operands.push_back(operand);
  }
  return Status();
}

std::vector<DataType> ColumnTypes(const Chunk& chunk) {
  std::vector<DataType> types;
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) types.push_back(chunk.column(i).type());
  return types;
}

}  // namespace

Status EvaluateColumn(const Expression& expression, const Chunk& chunk, Column& result) {
  const StatusOr<std::vector<DataType>> types = NodeTypes(expression, ColumnTypes(chunk));
  if (!types.ok()) return types.status();
  std::vector<Column> columns;
  std::vector<Operand> operands;
  Status status = EvaluateNodes(expression, chunk, types.value(), columns, operands);
  if (!status.ok()) return status;
  const Operand& root = operands.back();
  result.Reset(types.value().back());
  for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
    result.AppendFrom(*root.column, root.RowOf(row));
  }
  return Status();
}

Status EvaluateTruth(const Expression& expression, const Chunk& chunk,
                     std::vector<TruthValue>& truths) {
  const std::vector<DataType> column_types = ColumnTypes(chunk);
  const StatusOr<std::vector<DataType>> types = NodeTypes(expression, column_types);
  if (!types.ok()) return types.status();
  if (!IsFixed(types.value().back())) return CheckCondition(expression, column_types);
  std::vector<Column> columns;
  std::vector<Operand> operands;
  Status status = EvaluateNodes(expression, chunk, types.value(), columns, operands);
  if (!status.ok()) return status;
  truths.clear();
  for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
    truths.push_back(operands.back().TruthAt(row));
  }
  return Status();
}

}  // namespace interlock::reference
