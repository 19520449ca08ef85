// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/expression.h"

#include <string>

#include "reference/hash/fnv.h"

namespace interlock::reference {

std::int64_t Expression::Append(const ExpressionNode& node) {
  IL_CHECK(node.first_argument < node_count() && node.second_argument < node_count());
  if (node.kind == ExpressionNodeKind::kCall) {
    IL_CHECK(node.first_argument >= 0);
    IL_CHECK(ArgumentCount(node.function) == 1 || node.second_argument >= 0);
  }
  nodes_.push_back(node);
  hash_code_ = 0;
  return node_count() - 1;
}

const ExpressionNode& Expression::NodeAt(std::int64_t index) const {
  IL_CHECK(index >= 0 && index < node_count());
  return nodes_[static_cast<std::size_t>(index)];
}

StatusOr<Value> Expression::Evaluate(const Row& row) const {
  IL_CHECK(!nodes_.empty());
  std::vector<Value> values;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const ExpressionNode& node = nodes_[i];
    if (node.kind == ExpressionNodeKind::kConstant) {
      values.push_back(node.constant);
    } else if (node.kind == ExpressionNodeKind::kColumn) {
      if (node.column_index < 0 || node.column_index >= static_cast<std::int64_t>(row.size())) {
        return InvalidArgument("row has no such column: column=" +
                               std::to_string(node.column_index));
      }
      values.push_back(row[static_cast<std::size_t>(node.column_index)]);
    } else {
      const Value first = values[static_cast<std::size_t>(node.first_argument)];
      const Value second = node.second_argument >= 0
                               ? values[static_cast<std::size_t>(node.second_argument)]
                               : Value();
      StatusOr<Value> result = ApplyScalarFunction(node.function, first, second);
      if (!result.ok()) return result.status();
      values.push_back(result.value());
    }
  }
  return values.back();
}

bool Expression::DependsOnlyOn(std::int64_t column_index) const {
  bool depends = false;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].kind != ExpressionNodeKind::kColumn) continue;
    if (nodes_[i].column_index != column_index) return false;
    depends = true;
  }
  return depends;
}

std::uint64_t Expression::HashCode() {
  if (hash_code_ != 0) return hash_code_;
  std::uint64_t hash = kFnvOffsetBasis;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const ExpressionNode& node = nodes_[i];
    hash = FnvByte(hash, static_cast<std::uint8_t>(node.kind));
    hash = FnvWord(hash, HashKey(node.constant));
    hash = FnvWord(hash, static_cast<std::uint64_t>(node.column_index));
    hash = FnvByte(hash, static_cast<std::uint8_t>(node.function));
    hash = FnvWord(hash, static_cast<std::uint64_t>(node.first_argument));
    hash = FnvWord(hash, static_cast<std::uint64_t>(node.second_argument));
  }
  hash_code_ = hash == 0 ? 1 : hash;
  return hash_code_;
}

}  // namespace interlock::reference
