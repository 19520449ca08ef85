// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Values of the symbolic evaluator: what a register holds, as a term over symbols.
//
// A value is an integer of a width and signedness, as the instruction that made it says. Each node
// means what the C++ operation means as long as its result fits; that it does is an obligation of
// its own (WrapCheck in evaluator.h), so the integer encoding may read + as +.
//
// Thread safety: immutable value type; any number of threads may read it.
//
// Invariants
//   1. A truth value is an integer of one byte that is 0 or 1.
//   2. Two symbols with one name are one symbol.
//   3. The identity of a node (`id()`) survives copies, so that what is known of an operation can
//   be
//      found again.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace interlock::layout {

enum class Operation : std::uint8_t {
  kConstant,
  kSymbol,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,  // truncating, as in C++
  kRemainder,
  kShiftLeft,
  kShiftRight,
  kAnd,
  kOr,
  kXor,
  kBitNot,
  kNot,  // 1 if the argument is 0
  kLogicalAnd,
  kLogicalOr,
  kEqual,
  kLess,
  kLessEqual,
  kSelect,  // condition, then, otherwise
  kCast,    // to the node's width and signedness, modulo its range
};

/// Where a symbol's value comes from.
enum class Origin : std::uint8_t {
  kLayout,    // a field of the layout object: one value for all that happens to a row
  kArgument,  // an argument of the evaluated function
  kMemory,    // bytes read from memory that the function does not own
  kLost,      // a value that the evaluation could not follow: any value
};

struct SymbolInfo {
  std::string name;
  Origin origin = Origin::kLost;
  std::int64_t maximum = -1;  // inclusive, below the range of the width; -1: none
  std::string reason;         // kLost: why; kLayout with a maximum: what bounds it
  std::string position;       // kLost
};

/// Immutable term.
class Value {
 public:
  /// The constant 0 of 8 signed bytes.
  Value();

  static Value Constant(std::int64_t value, std::uint32_t bytes = 8, bool is_unsigned = false);
  static Value Truth(bool value) { return Constant(value ? 1 : 0, 1, true); }
  static Value Symbol(SymbolInfo info, std::uint32_t bytes, bool is_unsigned);
  /// Builds the operation; folds constants where the result fits.
  static Value Make(Operation operation, std::vector<Value> arguments, std::uint32_t bytes,
                    bool is_unsigned);
  static Value Not(const Value& a);
  static Value And(const Value& a, const Value& b);
  static Value Or(const Value& a, const Value& b);
  static Value Equal(const Value& a, const Value& b);
  static Value Select(const Value& condition, const Value& a, const Value& b);

  Operation operation() const { return node_->operation; }
  std::uint32_t bytes() const { return node_->bytes; }
  bool is_unsigned() const { return node_->is_unsigned; }
  std::int64_t constant() const { return node_->constant; }
  const SymbolInfo& symbol() const { return node_->symbol; }
  const std::vector<Value>& arguments() const { return node_->arguments; }
  const void* id() const { return node_.get(); }

  bool IsConstant() const { return operation() == Operation::kConstant; }
  bool IsConstant(std::int64_t value) const { return IsConstant() && constant() == value; }
  bool IsSymbol() const { return operation() == Operation::kSymbol; }
  /// Structural equality.
  friend bool operator==(const Value& a, const Value& b);

  /// Visits each node once, arguments first.
  void Visit(const std::function<void(const Value&)>& visit) const;
  /// Replaces symbols; what `replace` returns stands in their place. Identities of operations over
  /// replaced symbols change.
  Value Replace(const std::function<Value(const Value& symbol)>& replace) const;
  /// C-like text for people.
  std::string ToText() const;

 private:
  struct Node {
    Operation operation = Operation::kConstant;
    std::uint32_t bytes = 8;
    bool is_unsigned = false;
    std::int64_t constant = 0;
    SymbolInfo symbol;
    std::vector<Value> arguments;
  };
  explicit Value(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  std::shared_ptr<const Node> node_;
};

/// A conjunction of truth values.
using Guard = std::vector<Value>;

Value Conjunction(const Guard& guard);

}  // namespace interlock::layout
