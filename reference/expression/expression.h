// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Expression: a rewritten expression, ready to evaluate: names are resolved to columns of a row and
// to scalar functions.
//
// Thread safety: thread-compatible. HashCode caches, so even asking for it needs the object alone;
// whoever rewrites an expression keeps it to its thread.
//
// Invariants
//   1. The arguments of a node have smaller indexes than the node; the last node is the root.

#include <cstdint>
#include <vector>

#include "reference/expression/scalar_function.h"
#include "reference/rows/chunk.h"
#include "reference/rows/value.h"
#include "reference/status/status.h"

namespace interlock::reference {

enum class ExpressionNodeKind : std::uint8_t { kConstant, kColumn, kCall };

/// One node. Thread-compatible.
struct ExpressionNode {
  ExpressionNodeKind kind = ExpressionNodeKind::kConstant;
  Value constant;
  std::int64_t column_index = -1;
  ScalarFunction function = ScalarFunction::kMod;
  std::int64_t first_argument = -1;
  std::int64_t second_argument = -1;  // -1: function of one argument
};

/// A rewritten expression. Thread-compatible.
class Expression {
 public:
  Expression() = default;

  /// Appends a node and returns its index; the last one appended is the root.
  ///
  /// Requires: a call has as many arguments as its function takes, and they are in the expression.
  std::int64_t Append(const ExpressionNode& node);
  std::int64_t node_count() const { return static_cast<std::int64_t>(nodes_.size()); }
  /// Returns a node. Requires: index in range.
  const ExpressionNode& NodeAt(std::int64_t index) const;

  /// Computes the value for one row.
  ///
  /// Every node is evaluated, AND and OR included: an argument that fails makes the whole fail.
  /// EvaluateColumn (truth_value.h) gives the same for all rows of a chunk.
  ///
  /// Requires: node_count() > 0.
  /// Errors: those of ApplyScalarFunction; kInvalidArgument if the row has no such column.
  StatusOr<Value> Evaluate(const Row& row) const;
  /// Returns whether the value depends on this column and no other.
  bool DependsOnlyOn(std::int64_t column_index) const;
  /// Returns a hash of the structure, computed at the first call.
  std::uint64_t HashCode();

 private:
  std::vector<ExpressionNode> nodes_;
  std::uint64_t hash_code_ = 0;  // 0: not computed yet
};

}  // namespace interlock::reference
