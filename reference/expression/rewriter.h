// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Rewriter: from a parsed expression to one that can be evaluated: resolves columns and functions,
// folds constants, counts each function in the session's telemetry.
//
// Thread safety: thread-compatible: one rewriter belongs to one thread. Rewriters of several
// threads may share a session, and with it the telemetry (docs/bugs/33027.md).
//
// Invariants
//   1. Every call node of the parsed expression is counted exactly once, folded or not.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/expression/parser.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Rewrites the expressions of one statement part. Thread-compatible.
class Rewriter {
 public:
  /// Requires: both outlive the rewriter. `column_names` are the columns of the rows to evaluate
  /// on.
  Rewriter(SessionVars& session, const std::vector<std::string>& column_names);

  /// Parses and rewrites `text`.
  ///
  /// Errors: those of ParseExpression; kNotFound for an unknown column or function;
  /// kInvalidArgument for a wrong number of arguments.
  StatusOr<Expression> Rewrite(const std::string& text);

 private:
  StatusOr<ExpressionNode> RewriteNode(const ParsedNode& node, const Expression& expression);
  StatusOr<ExpressionNode> NewFunction(const ParsedNode& call, const Expression& expression);
  StatusOr<std::int64_t> FindColumn(const std::string& name) const;

  SessionVars& session_;
  const std::vector<std::string>& column_names_;
};

}  // namespace interlock::reference
