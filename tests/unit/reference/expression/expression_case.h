// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ExpressionCase: a random expression and a random chunk, in a form that every smaller form of is a
// case as well, so that RapidCheck can shrink it part by part.
//
// Thread safety: free functions without state; safe from any thread.

#include <rapidcheck.h>

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/rows/chunk.h"

namespace interlock::reference {

/// A column of ExpressionCase: cells are indexes into the values of its type. Thread-compatible.
struct ColumnCase {
  DataType type = DataType::kInt64;
  std::vector<std::uint32_t> cells;  // too few: the rest is NULL
};

/// What node i of an expression is made from; numbers are taken modulo what there is to choose.
/// Thread-compatible.
struct NodeCase {
  std::uint32_t kind = 0;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

/// One case. Thread-compatible.
struct ExpressionCase {
  std::vector<ColumnCase> columns;
  std::uint32_t row_count = 0;
  std::vector<NodeCase> nodes;
};

enum class MismatchPolicy : std::uint8_t {
  kKeep,     // a call may have arguments of types that its function does not take
  kReplace,  // such a call becomes IS NULL of its first argument
};

std::vector<DataType> ColumnTypesOf(const ExpressionCase& drawn);
Chunk MakeChunk(const ExpressionCase& drawn);
/// Returns an expression of at least one node.
Expression MakeExpression(const ExpressionCase& drawn, MismatchPolicy policy);

void showValue(const ExpressionCase& drawn, std::ostream& out);  // NOLINT: name of RapidCheck

}  // namespace interlock::reference

namespace rc {

/// Draws cases.
template <>
struct Arbitrary<interlock::reference::ExpressionCase> {
  static Gen<interlock::reference::ExpressionCase> arbitrary();
};

}  // namespace rc
