// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One SMT-LIB 2 script: declarations, named assertions, one check.
//
// The text of a script is the formula that is solved, the certificate, and what a second solver
// re-proves. Two scripts with equal text are the same query.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Symbols are declared before use and once; declaring again with the same arity is a no-op.
//   2. Assertion names are unique and in order; each assertion has one. In the text they carry the
//      prefix "is-", which no declared symbol has.
//   3. The logic is QF_UFLIA, QF_UFNIA if some assertion is not linear, QF_BV with bit-vectors.
//   Both
//      Z3 4.8.12 and cvc5 1.0.3 accept each.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "models/smt/expression.h"

namespace interlock::smt {

/// Builder of one query; thread-compatible.
class Script {
 public:
  /// Declares an integer constant and returns it.
  Expression Constant(const std::string& name);
  /// Declares a bit-vector of `width` bits and returns it. A script has either bit-vectors or
  /// integers. Models do not list it.
  Expression BitVector(const std::string& name, int width);
  /// Declares an uninterpreted function from `arity` integers to an integer.
  void Function(const std::string& name, std::size_t arity);
  /// Asserts `condition` under `name`, which becomes "name", "name.2", ... if taken. A condition
  /// that is literally true is left out.
  void Assert(const std::string& name, const Expression& condition);

  /// Names of the assertions in order.
  const std::vector<std::string>& names() const { return names_; }
  /// Integer constants in order of declaration.
  const std::vector<std::string>& constants() const { return constants_; }
  /// True if some assertion is not linear.
  bool nonlinear() const;
  /// The whole script, ending in (check-sat).
  std::string Text() const;

 private:
  std::map<std::string, std::size_t> arities_;
  std::vector<std::string> declarations_;
  std::vector<std::string> constants_;
  bool has_bit_vectors_ = false;
  std::vector<std::string> names_;
  std::map<std::string, int> name_uses_;
  std::vector<Expression> assertions_;
};

}  // namespace interlock::smt
