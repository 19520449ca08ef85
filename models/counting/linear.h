// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Linear expressions over the symbols of a counter system, and constraints between them.
//
// Thread safety: thread-compatible value types.
//
// Invariants
//   1. Terms are sorted by symbol, each symbol at most once, no coefficient is 0.
//   2. Arithmetic that would leave 64 bits sets `overflow`, which stays; whoever uses an expression
//      for a verdict checks it (`Validate` rejects systems that hold one).

#include <compare>
#include <cstdint>
#include <vector>

namespace interlock::counting {

/// What an integer of the system counts. The order is part of the layout of states.
enum class SymbolKind : std::uint8_t {
  kParameter,  // never changes
  kPoint,      // instances that stand at a control point
  kQueued,     // values in a channel
  kClosed,     // 1 if a channel is closed, else 0
  kGroup,      // open units of a wait group, or what a latch still waits for
  kOwner,      // 1 if a mutex is held, else 0
  kVariable,
};

struct Symbol {
  SymbolKind kind = SymbolKind::kParameter;
  std::int32_t index = 0;  // in the list of its kind
  friend auto operator<=>(const Symbol&, const Symbol&) = default;
};

struct LinearTerm {
  Symbol symbol;
  std::int64_t coefficient = 0;
  friend bool operator==(const LinearTerm&, const LinearTerm&) = default;
};

/// Constant plus terms; thread-compatible value type.
class Linear {
 public:
  Linear() = default;
  Linear(std::int64_t constant) : constant_(constant) {}  // NOLINT: implicit
  Linear(Symbol symbol) { AddTerm(symbol, 1); }           // NOLINT: implicit

  std::int64_t constant() const { return constant_; }
  const std::vector<LinearTerm>& terms() const { return terms_; }
  bool overflow() const { return overflow_; }
  bool IsConstant() const { return terms_.empty(); }
  /// 0 if the symbol does not occur.
  std::int64_t CoefficientOf(Symbol symbol) const;

  void AddTerm(Symbol symbol, std::int64_t coefficient);
  void AddConstant(std::int64_t value);
  Linear& operator+=(const Linear& other);
  Linear& operator-=(const Linear& other);
  Linear& operator*=(std::int64_t factor);
  friend Linear operator+(Linear a, const Linear& b) { return a += b; }
  friend Linear operator-(Linear a, const Linear& b) { return a -= b; }
  friend Linear operator*(Linear a, std::int64_t factor) { return a *= factor; }
  friend bool operator==(const Linear&, const Linear&) = default;

 private:
  std::int64_t constant_ = 0;
  std::vector<LinearTerm> terms_;
  bool overflow_ = false;
};

enum class Relation : std::uint8_t { kEqual, kNotEqual, kAtMost };

/// `left` relation 0.
struct Constraint {
  Linear left;
  Relation relation = Relation::kEqual;
  friend bool operator==(const Constraint&, const Constraint&) = default;
};

Constraint Equals(const Linear& a, const Linear& b);
Constraint Differs(const Linear& a, const Linear& b);
Constraint AtMost(const Linear& a, const Linear& b);
Constraint AtLeast(const Linear& a, const Linear& b);
/// The opposite, as constraints of which one holds.
std::vector<Constraint> Negated(const Constraint& constraint);
/// The same set of states in one spelling: an equation's first coefficient is positive.
Constraint Canonical(Constraint constraint);

}  // namespace interlock::counting
