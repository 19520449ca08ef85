// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/random_expression.h"

#include "tests/differential/function_forms.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kDepthMax = 2;

std::int64_t AppendConstant(const Value& value, Expression& expression) {
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kConstant;
  node.constant = value;
  return expression.Append(node);
}

std::int64_t AppendColumn(std::int64_t column, Expression& expression) {
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kColumn;
  node.column_index = column;
  return expression.Append(node);
}

std::int64_t AppendCall(const FunctionForm& form, std::int64_t first, std::int64_t second,
                        Expression& expression) {
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kCall;
  node.function = form.function;
  node.first_argument = first;
  node.second_argument = form.argument_count == 2 ? second : -1;
  return expression.Append(node);
}

/// SQLite stands for all uint64 in comparisons with integers, but not with doubles.
bool AreComparable(DataType first, DataType second) {
  return first == second || (IsInteger(first) && IsInteger(second));
}

/// Appends a comparison of two columns, of which there is at least one; returns -1 if the engine
/// compares nothing.
std::int64_t AppendComparison(const std::vector<ReadableColumn>& columns, Dice& dice,
                              Expression& expression) {
  const std::vector<FunctionForm> forms = ComparisonForms();
  if (forms.empty()) return -1;
  const ReadableColumn first = dice.Pick(columns);
  ReadableColumn second = dice.Pick(columns);
  for (int i = 0; i < 4 && !AreComparable(first.type, second.type); ++i) {
    second = dice.Pick(columns);
  }
  if (!AreComparable(first.type, second.type)) second = first;
  const std::int64_t left = AppendColumn(first.column, expression);
  const std::int64_t right = AppendColumn(second.column, expression);
  return AppendCall(dice.Pick(forms), left, right, expression);
}

std::int64_t AppendRandom(const std::vector<ReadableColumn>& columns, std::int64_t depth,
                          Dice& dice, Expression& expression) {
  if (depth > 0 && !columns.empty() && dice.Percent(25)) {
    const std::int64_t comparison = AppendComparison(columns, dice, expression);
    if (comparison >= 0) return comparison;
  }
  if (depth == 0 || dice.Percent(15)) {
    std::vector<std::int64_t> small_integers;
    for (const ReadableColumn& readable : columns) {
      if (readable.is_small_integer) small_integers.push_back(readable.column);
    }
    if (!small_integers.empty() && dice.Percent(80)) {
      return AppendColumn(dice.Pick(small_integers), expression);
    }
    if (dice.Percent(5)) return AppendConstant(Value(), expression);
    return AppendConstant(Value(dice.Between(-3, 3)), expression);
  }
  const FunctionForm& form = dice.Pick(FunctionForms());
  const std::int64_t first = AppendRandom(columns, depth - 1, dice, expression);
  const std::int64_t second =
      form.argument_count == 2 ? AppendRandom(columns, depth - 1, dice, expression) : -1;
  return AppendCall(form, first, second, expression);
}

}  // namespace

Expression SumIsNoMultiple(std::int64_t first_column, std::int64_t second_column,
                           std::int64_t divisor) {
  FunctionForm plus;
  plus.function = ScalarFunction::kPlus;
  FunctionForm remainder;
  remainder.function = ScalarFunction::kMod;
  Expression expression;
  const std::int64_t first = AppendColumn(first_column, expression);
  const std::int64_t second = AppendColumn(second_column, expression);
  const std::int64_t sum = AppendCall(plus, first, second, expression);
  const std::int64_t constant = AppendConstant(Value(divisor), expression);
  AppendCall(remainder, sum, constant, expression);
  return expression;
}

Expression RandomCondition(const std::vector<ReadableColumn>& columns, Dice& dice) {
  Expression expression;
  if (!columns.empty() && dice.Percent(10)) {
    const ReadableColumn readable = dice.Pick(columns);
    if (IsFixed(readable.type)) {
      AppendColumn(readable.column, expression);
      return expression;
    }
  }
  const std::int64_t value = AppendRandom(columns, kDepthMax, dice, expression);
  // A sum is rarely 0, hence nearly always true; its remainder is 0 more often.
  if (dice.Percent(60)) {
    const std::int64_t divisor = AppendConstant(Value(dice.Between(2, 3)), expression);
    AppendCall(FunctionForms().front(), value, divisor, expression);
  }
  return expression;
}

}  // namespace interlock::reference
