// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/rewriter.h"

namespace interlock::reference {
namespace {

bool IsConstant(const ExpressionNode& node) { return node.kind == ExpressionNodeKind::kConstant; }

/// Replaces a call of constants by its value; leaves it if the value does not exist (it may never
/// be needed, and if it is, evaluation reports the error).
ExpressionNode FoldConstants(const ExpressionNode& call, const Expression& expression) {
  const ExpressionNode& first = expression.NodeAt(call.first_argument);
  if (!IsConstant(first)) return call;
  Value second;
  if (call.second_argument >= 0) {
    if (!IsConstant(expression.NodeAt(call.second_argument))) return call;
    second = expression.NodeAt(call.second_argument).constant;
  }
  StatusOr<Value> value = ApplyScalarFunction(call.function, first.constant, second);
  if (!value.ok()) return call;
  ExpressionNode folded;
  folded.constant = value.value();
  return folded;
}

}  // namespace

Rewriter::Rewriter(SessionVars& session, const std::vector<std::string>& column_names)
    : session_(session), column_names_(column_names) {}

StatusOr<Expression> Rewriter::Rewrite(const std::string& text) {
  StatusOr<ParsedExpression> parsed = ParseExpression(text);
  if (!parsed.ok()) return parsed.status();
  Expression expression;
  for (std::size_t i = 0; i < parsed.value().nodes.size(); ++i) {
    StatusOr<ExpressionNode> node = RewriteNode(parsed.value().nodes[i], expression);
    if (!node.ok()) return node.status();
    expression.Append(node.value());
  }
  return expression;
}

StatusOr<ExpressionNode> Rewriter::RewriteNode(const ParsedNode& node,
                                               const Expression& expression) {
  ExpressionNode result;
  switch (node.kind) {
    case ParsedNodeKind::kInteger:
      result.constant = Value(node.integer);
      return result;
    case ParsedNodeKind::kText:
      result.constant = Value(node.name);
      return result;
    case ParsedNodeKind::kNull:
      return result;
    case ParsedNodeKind::kColumn: {
      StatusOr<std::int64_t> column_index = FindColumn(node.name);
      if (!column_index.ok()) return column_index.status();
      result.kind = ExpressionNodeKind::kColumn;
      result.column_index = column_index.value();
      return result;
    }
    case ParsedNodeKind::kCall:
      return NewFunction(node, expression);
  }
  return Internal("unknown kind of parsed node");
}

StatusOr<ExpressionNode> Rewriter::NewFunction(const ParsedNode& call,
                                               const Expression& expression) {
  StatusOr<ScalarFunction> function = FindScalarFunction(call.name, call.argument_count);
  if (!function.ok()) return function.status();
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kCall;
  node.function = function.value();
  node.first_argument = call.first_argument;
  node.second_argument = call.second_argument;
  session_.function_usage().Inc(FunctionSignature(node.function));
  return FoldConstants(node, expression);
}

StatusOr<std::int64_t> Rewriter::FindColumn(const std::string& name) const {
  for (std::size_t i = 0; i < column_names_.size(); ++i) {
    if (column_names_[i] == name) return static_cast<std::int64_t>(i);
  }
  return NotFound("no such column: name=" + name);
}

}  // namespace interlock::reference
