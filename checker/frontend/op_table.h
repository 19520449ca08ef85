// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The one table of operations: name in JSON and in dumps, number of operands, and which of the
// optional parts of an instruction the operation needs. Writer, reader, dump and validation all
// use it, so that none of them can disagree about an operation.
//
// Thread safety: constant data, thread-safe.
//
// Invariants
//   1. The row of an operation stands at the index of its enumerator.
//   2. Names are unique.

#include <optional>
#include <string_view>

#include "checker/frontend/facts.h"

namespace interlock::facts {

/// What Instruction::symbol means for an operation.
enum class SymbolKind : std::uint8_t {
  kNone,      // not used
  kText,      // a name or a reason; must not be empty
  kType,      // a record USR or the name of a type; may be empty
  kName,      // a name for people; may be empty
  kFunction,  // USR of a function
  kVariable,  // USR of a global or thread-local variable
};

struct OpRow {
  Op op;
  std::string_view name;
  int args_min;
  int args_max;  // -1: any number
  SymbolKind symbol;
  bool needs_immediate;
  bool needs_bytes;  // `bytes` is meaningful even if it is 0
};

/// Gives the row of `op`.
const OpRow& RowOf(Op op);

/// Number of operations; every value below it is an Op.
int OpCount();

/// Finds an operation by its name.
std::optional<Op> OpFromName(std::string_view name);

/// Names of memory orders and edge kinds, as they stand in JSON.
std::string_view OrderName(Order order);
std::optional<Order> OrderFromName(std::string_view name);
std::string_view EdgeKindName(EdgeKind kind);
std::optional<EdgeKind> EdgeKindFromName(std::string_view name);

}  // namespace interlock::facts
