// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ParseExpression: from the text of an expression to a flat tree.
//
//   expression := ["NOT"] operand { test | binary ["NOT"] operand }
//   test       := "IS" ["NOT"] "NULL"
//   binary     := "OR" | "AND" | "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=" | "<=>"
//               | "+" | "-" | "*" | "%"
//   operand    := integer | "-" integer | text | "NULL" | column | "(" expression ")"
//               | function "(" expression { "," expression } ")"
//   text       := "'" { any character but ', or two of them } "'"
//
// From loose to tight: OR; AND; NOT; the comparisons and tests; + -; * %. NOT therefore stands only
// at the beginning or behind OR, AND, NOT. All others associate to the left. Names and the words in
// capitals are case-insensitive; the latter are no names of columns.
//
// Thread safety: free function without state; safe from any thread.
//
// Invariants
//   1. The arguments of a node have smaller indexes than the node; the last node is the root.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/status/status.h"

namespace interlock::reference {

enum class ParsedNodeKind : std::uint8_t { kInteger, kText, kNull, kColumn, kCall };

/// One node: a literal, a column by name, or a call by name. Thread-compatible.
struct ParsedNode {
  ParsedNodeKind kind = ParsedNodeKind::kInteger;
  std::int64_t integer = 0;
  std::string name;                  // of a column or function; or the text
  std::int64_t argument_count = 0;   // of a call
  std::int64_t first_argument = -1;  // index of a node
  std::int64_t second_argument = -1;
};

/// A parsed expression. Thread-compatible.
struct ParsedExpression {
  std::vector<ParsedNode> nodes;
};

/// Parses `text`.
///
/// Errors: kInvalidArgument for text outside the grammar or a call of more than two arguments,
/// kOutOfRange for an integer that does not fit.
StatusOr<ParsedExpression> ParseExpression(const std::string& text);

}  // namespace interlock::reference
