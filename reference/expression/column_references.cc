// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/column_references.h"

#include <algorithm>

#include "reference/status/check.h"

namespace interlock::reference {

void CollectColumns(const Expression& expression, std::vector<std::int64_t>& columns) {
  for (std::int64_t i = 0; i < expression.node_count(); ++i) {
    const ExpressionNode& node = expression.NodeAt(i);
    if (node.kind != ExpressionNodeKind::kColumn) continue;
    if (std::find(columns.begin(), columns.end(), node.column_index) != columns.end()) continue;
    columns.push_back(node.column_index);
  }
}

Expression RemapColumns(const Expression& expression, const std::vector<std::int64_t>& new_index) {
  Expression remapped;
  for (std::int64_t i = 0; i < expression.node_count(); ++i) {
    ExpressionNode node = expression.NodeAt(i);
    if (node.kind == ExpressionNodeKind::kColumn) {
      IL_CHECK(node.column_index >= 0 &&
               node.column_index < static_cast<std::int64_t>(new_index.size()));
      node.column_index = new_index[static_cast<std::size_t>(node.column_index)];
      IL_CHECK(node.column_index >= 0);
    }
    remapped.Append(node);
  }
  return remapped;
}

}  // namespace interlock::reference
