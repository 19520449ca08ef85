// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Properties of evaluation, on random expressions and random chunks. A failure prints the seed
// (RC_PARAMS) and the smallest case that fails.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "reference/expression/truth_value.h"
#include "tests/unit/reference/expression/expression_case.h"

namespace interlock::reference {
namespace {

/// What Evaluate says of all rows. Thread-compatible.
struct RowwiseResult {
  std::vector<Value> values;
  StatusCode code = StatusCode::kOk;
};

RowwiseResult EvaluateRows(const Expression& expression, const Chunk& chunk) {
  RowwiseResult result;
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < chunk.row_count(); ++i) chunk.CopyRowTo(i, rows);
  for (const Row& row : rows) {
    const StatusOr<Value> value = expression.Evaluate(row);
    if (value.ok()) {
      result.values.push_back(value.value());
    } else {
      result.code = value.status().code();
    }
  }
  return result;
}

TruthValue TruthOf(const Value& value) {
  if (value.is_null()) return TruthValue::kNull;
  const bool is_zero =
      value.kind() == ValueKind::kDouble ? value.floating() == 0 : value.word() == 0;
  return is_zero ? TruthValue::kFalse : TruthValue::kTrue;
}

RC_GTEST_PROP(ExpressionProperty, ColumnsAgreeWithRows, (const ExpressionCase& drawn)) {
  const Chunk chunk = MakeChunk(drawn);
  const Expression expression = MakeExpression(drawn, MismatchPolicy::kReplace);
  const std::vector<DataType> types = ColumnTypesOf(drawn);
  RC_ASSERT(CheckExpression(expression, types).ok());
  const RowwiseResult rowwise = EvaluateRows(expression, chunk);
  Column result;
  const Status status = EvaluateColumn(expression, chunk, result);
  RC_TAG(static_cast<int>(status.code()));
  RC_ASSERT(status.code() == rowwise.code);
  if (!status.ok()) RC_ASSERT(status.code() == StatusCode::kOutOfRange);
  if (!status.ok()) return;
  RC_ASSERT(result.type() == NodeTypes(expression, types).value().back());
  RC_ASSERT(result.row_count() == chunk.row_count());
  for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
    RC_ASSERT(result.ValueAt(i).IsIdenticalTo(rowwise.values[static_cast<std::size_t>(i)]));
  }
}

RC_GTEST_PROP(ExpressionProperty, TruthsAgreeWithRows, (const ExpressionCase& drawn)) {
  const Chunk chunk = MakeChunk(drawn);
  const Expression expression = MakeExpression(drawn, MismatchPolicy::kReplace);
  const RowwiseResult rowwise = EvaluateRows(expression, chunk);
  std::vector<TruthValue> truths;
  const Status status = EvaluateTruth(expression, chunk, truths);
  if (!CheckCondition(expression, ColumnTypesOf(drawn)).ok()) {
    RC_ASSERT(status.code() == StatusCode::kInvalidArgument);
    return;
  }
  RC_ASSERT(status.code() == rowwise.code);
  if (!status.ok()) return;
  RC_ASSERT(truths.size() == rowwise.values.size());
  for (std::size_t i = 0; i < truths.size(); ++i)
    RC_ASSERT(truths[i] == TruthOf(rowwise.values[i]));
}

RC_GTEST_PROP(ExpressionProperty, TypesDecideBeforeRows, (const ExpressionCase& drawn)) {
  const Chunk chunk = MakeChunk(drawn);
  const Expression expression = MakeExpression(drawn, MismatchPolicy::kKeep);
  const Status checked = CheckExpression(expression, ColumnTypesOf(drawn));
  RC_TAG(checked.ok());
  Column result;
  const Status status = EvaluateColumn(expression, chunk, result);
  RC_ASSERT((status.code() == StatusCode::kInvalidArgument) == !checked.ok());
  if (checked.ok()) {
    RC_ASSERT(EvaluateRows(expression, chunk).code != StatusCode::kInvalidArgument);
  }
}

RC_GTEST_PROP(ExpressionProperty, RemappedColumnsGiveTheSame, (const ExpressionCase& drawn)) {
  const Expression expression = MakeExpression(drawn, MismatchPolicy::kReplace);
  // The columns in reverse order.
  ExpressionCase reversed = drawn;
  std::reverse(reversed.columns.begin(), reversed.columns.end());
  std::vector<std::int64_t> new_index(drawn.columns.size());
  std::iota(new_index.rbegin(), new_index.rend(), std::int64_t{0});
  const Expression remapped = RemapColumns(expression, new_index);
  Column expected;
  Column actual;
  const Status status = EvaluateColumn(expression, MakeChunk(drawn), expected);
  RC_ASSERT(EvaluateColumn(remapped, MakeChunk(reversed), actual).code() == status.code());
  if (!status.ok()) return;
  RC_ASSERT(actual.row_count() == expected.row_count());
  for (std::int64_t i = 0; i < actual.row_count(); ++i) {
    RC_ASSERT(actual.ValueAt(i).IsIdenticalTo(expected.ValueAt(i)));
  }
}

}  // namespace
}  // namespace interlock::reference
