// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Values as SMT-LIB: over integers for properties, over bit-vectors for masks and tagged pointers.
//
// Integers: an operation means the integer that it says, which is the machine's value as long as it
// does not wrap; `DoesNotWrap` is that condition, proved apart. Casts are exact. A bit operation
// with a constant is written with quotients and remainders; one of two unknown values is lost.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Equal values under equal names give equal text.
//   2. Every symbol that is declared is bounded by the range of its type.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/layout/value.h"
#include "models/smt/script.h"

namespace interlock::layout {

/// The name of a symbol in a formula; two sides of a pair name their own symbols apart.
using Naming = std::function<std::string(const SymbolInfo& symbol)>;

/// Names symbols of the layout as they are and all others with `prefix`.
Naming SideNames(const std::string& prefix);

/// Encodes into one script, over integers; thread-compatible.
class IntegerEncoder {
 public:
  explicit IntegerEncoder(smt::Script& script) : script_(script) {}

  smt::Expression Number(const Value& value, const Naming& naming);
  smt::Expression Condition(const Value& value, const Naming& naming);
  smt::Expression All(const Guard& guard, const Naming& naming);
  /// The result fits the type, and the operation is defined.
  smt::Expression DoesNotWrap(const Value& value, const Naming& naming);

  /// Formula name -> symbol, for models.
  const std::map<std::string, SymbolInfo>& symbols() const { return symbols_; }
  /// Why an answer `sat` may not be real: what was lost.
  const std::set<std::string>& lost() const { return lost_; }
  /// Ids of the assumptions behind the bounds of symbols.
  const std::set<std::string>& assumptions() const { return assumptions_; }
  /// Facts of arithmetic that the script asserts to help the solver. They hold for all values of
  /// the script's constants; that they do is a question of its own.
  const std::vector<smt::Expression>& lemmas() const { return lemmas_; }
  /// The name of a symbol in the formula; declares it.
  smt::Expression Declare(const Value& symbol, const Naming& naming);

 private:
  smt::Expression MaskedBits(const smt::Expression& a, std::uint64_t mask) const;
  smt::Expression Short(smt::Expression expression);
  /// Quotient or remainder by something that is no constant: two numbers of their own with what
  /// defines them, which solvers know more about than about `div`.
  smt::Expression Divided(const smt::Expression& a, const smt::Expression& b, bool is_quotient);

  /// A factor below the divisor gives a product below the dividend.
  void AddLemmas(const smt::Expression& quotient, const smt::Expression& factor);

  smt::Script& script_;
  std::vector<smt::Expression> lemmas_;
  std::set<std::string> lemma_texts_;
  std::map<std::string, SymbolInfo> symbols_;
  std::map<std::string, std::string> names_;  // of symbols, in the formula
  std::set<std::string> taken_;
  std::set<std::string> lost_;
  std::set<std::string> assumptions_;
  int definitions_ = 0;
  std::map<std::pair<std::string, std::string>, std::string> divisions_;  // -> number
};

/// Encodes into one script, over bit-vectors of each value's width; thread-compatible.
class BitVectorEncoder {
 public:
  explicit BitVectorEncoder(smt::Script& script) : script_(script) {}

  /// A bit-vector of 8 * value.bytes() bits.
  smt::Expression Bits(const Value& value);
  smt::Expression Condition(const Value& value);
  smt::Expression All(const Guard& guard);
  const std::set<std::string>& lost() const { return lost_; }

 private:
  smt::Expression Widened(const Value& value, std::uint32_t bytes);

  smt::Script& script_;
  std::map<std::string, std::string> names_;
  std::set<std::string> taken_;
  std::set<std::string> lost_;
};

}  // namespace interlock::layout
