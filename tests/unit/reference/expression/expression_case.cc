// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/unit/reference/expression/expression_case.h"

#include <limits>
#include <ostream>
#include <string>

#include "reference/expression/result_type.h"

namespace interlock::reference {
namespace {

// Of so many kinds of nodes 0 is a constant, 1 a column, the others are calls.
constexpr std::uint32_t kKindCount = 6;
constexpr std::uint32_t kFunctionCount = static_cast<std::uint32_t>(ScalarFunction::kNot) + 1;

// Small values first: shrinking leads there, and most sums of them fit.
std::vector<Value> ValuesOf(DataType type) {
  const double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<Value> values{Value()};
  switch (type) {
    case DataType::kInt64:
      for (const std::int64_t i :
           {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{2}, std::int64_t{-3},
            std::int64_t{7}, std::int64_t{9007199254740993},
            std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
        values.push_back(Value(i));
      }
      break;
    case DataType::kUint64:
      for (const std::uint64_t u :
           {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{7},
            std::uint64_t{9007199254740993}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
        values.push_back(Value(u));
      }
      break;
    case DataType::kDouble:
      for (const double d : {0.0, 1.0, -1.0, 0.5, -2.5, -0.0, 9007199254740992.0,
                             9223372036854775808.0, 18446744073709551616.0, 1e308, kInfinity,
                             -kInfinity, std::numeric_limits<double>::quiet_NaN()}) {
        values.push_back(Value(d));
      }
      break;
    case DataType::kBytes:
      for (const char* text : {"", "a", "b", "ab", "\x80", "a text longer than a short string"}) {
        values.push_back(Value(std::string(text)));
      }
      values.push_back(Value(std::string("a\0b", 3)));
      break;
  }
  return values;
}

Value ValueAt(DataType type, std::uint32_t choice) {
  const std::vector<Value> values = ValuesOf(type);
  return values[choice % values.size()];
}

ExpressionNode ConstantNode(const NodeCase& drawn) {
  ExpressionNode node;
  node.constant = ValueAt(static_cast<DataType>(drawn.first % 4), drawn.second);
  return node;
}

ExpressionNode CallNode(const NodeCase& drawn, std::uint32_t choice, std::int64_t node_count) {
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kCall;
  node.function = static_cast<ScalarFunction>(choice % kFunctionCount);
  // The nodes just before are likely arguments, so that expressions grow deep.
  const std::uint32_t reach = static_cast<std::uint32_t>(node_count < 4 ? node_count : 4);
  node.first_argument = node_count - 1 - drawn.first % reach;
  if (ArgumentCount(node.function) == 2) {
    node.second_argument = node_count - 1 - drawn.second % reach;
  }
  return node;
}

/// Returns a call of the same first argument that takes any type.
ExpressionNode WithoutMismatch(ExpressionNode node) {
  node.function = ScalarFunction::kIsNull;
  node.second_argument = -1;
  return node;
}

}  // namespace

std::vector<DataType> ColumnTypesOf(const ExpressionCase& drawn) {
  std::vector<DataType> types;
  for (const ColumnCase& column : drawn.columns) types.push_back(column.type);
  return types;
}

Chunk MakeChunk(const ExpressionCase& drawn) {
  Chunk chunk;
  chunk.Reset(ColumnTypesOf(drawn));
  for (std::uint32_t i = 0; i < drawn.row_count; ++i) {
    Row row;
    for (const ColumnCase& column : drawn.columns) {
      row.push_back(i < column.cells.size() ? ValueAt(column.type, column.cells[i]) : Value());
    }
    chunk.AppendRow(row);
  }
  return chunk;
}

Expression MakeExpression(const ExpressionCase& drawn, MismatchPolicy policy) {
  const std::vector<DataType> types = ColumnTypesOf(drawn);
  Expression expression;
  for (const NodeCase& node_case : drawn.nodes) {
    ExpressionNode node = ConstantNode(node_case);
    if (node_case.kind % kKindCount == 1 && !types.empty()) {
      node = ExpressionNode();
      node.kind = ExpressionNodeKind::kColumn;
      node.column_index = static_cast<std::int64_t>(node_case.first % types.size());
    } else if (node_case.kind % kKindCount >= 2 && expression.node_count() > 0) {
      node = CallNode(node_case, node_case.kind / kKindCount, expression.node_count());
      Expression grown = expression;
      grown.Append(node);
      if (policy == MismatchPolicy::kReplace && !CheckExpression(grown, types).ok()) {
        node = WithoutMismatch(node);
      }
    }
    expression.Append(node);
  }
  if (expression.node_count() == 0) expression.Append(ExpressionNode());
  return expression;
}

void showValue(const ExpressionCase& drawn, std::ostream& out) {
  const Expression expression = MakeExpression(drawn, MismatchPolicy::kKeep);
  out << "nodes (before mismatches are replaced):\n";
  for (std::int64_t i = 0; i < expression.node_count(); ++i) {
    const ExpressionNode& node = expression.NodeAt(i);
    out << "  " << i << ": ";
    if (node.kind == ExpressionNodeKind::kConstant) {
      out << node.constant.ToText();
    } else if (node.kind == ExpressionNodeKind::kColumn) {
      out << "column " << node.column_index;
    } else {
      out << FunctionSignature(node.function) << "(" << node.first_argument << ", "
          << node.second_argument << ")";
    }
    out << "\n";
  }
  const Chunk chunk = MakeChunk(drawn);
  for (std::int64_t column = 0; column < chunk.column_count(); ++column) {
    out << "column " << column << " " << NameOf(chunk.column(column).type()) << ":";
    for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
      out << " " << chunk.Cell(row, column).ToText();
    }
    out << "\n";
  }
}

}  // namespace interlock::reference

namespace rc {

using interlock::reference::ColumnCase;
using interlock::reference::DataType;
using interlock::reference::ExpressionCase;
using interlock::reference::NodeCase;

Gen<ExpressionCase> Arbitrary<ExpressionCase>::arbitrary() {
  // Cells are more often the small values at the front of each list.
  const Gen<std::uint32_t> cell = gen::weightedOneOf<std::uint32_t>(
      {{2, gen::inRange<std::uint32_t>(0, 6)}, {1, gen::inRange<std::uint32_t>(0, 16)}});
  const Gen<std::uint32_t> word = gen::inRange<std::uint32_t>(0, 1U << 16);
  const Gen<ColumnCase> column = gen::build<ColumnCase>(
      gen::set(&ColumnCase::type, gen::element(DataType::kInt64, DataType::kUint64,
                                               DataType::kDouble, DataType::kBytes)),
      gen::set(&ColumnCase::cells, gen::container<std::vector<std::uint32_t>>(cell)));
  const Gen<NodeCase> node =
      gen::build<NodeCase>(gen::set(&NodeCase::kind, word), gen::set(&NodeCase::first, word),
                           gen::set(&NodeCase::second, cell));
  return gen::build<ExpressionCase>(
      gen::set(&ExpressionCase::columns, gen::container<std::vector<ColumnCase>>(column)),
      gen::set(&ExpressionCase::row_count, gen::inRange<std::uint32_t>(0, 40)),
      gen::set(&ExpressionCase::nodes,
               gen::resize(20, gen::container<std::vector<NodeCase>>(node))));
}

}  // namespace rc
