// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One question about a layout: hypotheses, then a goal, with everything that a verdict needs.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. `proved` only with an answer `unsat` under a certificate, from hypotheses that are
//      satisfiable without the denied goal, all of whose operations were proved not to wrap.
//   2. `refuted` only if nothing in the model was lost.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/layout/encoder.h"
#include "checker/layout/layout_class.h"
#include "checker/layout/obligation.h"
#include "models/parametric/query_runner.h"

namespace interlock::layout {

/// What is known of operations: by identity of their value, proved or not.
class WrapTable {
 public:
  explicit WrapTable(parametric::QueryRunner& runner) : runner_(runner) {}

  /// Makes the operations known; they are proved when a question needs them. Those of a constructor
  /// are proved without the hypothesis that rests on them.
  void Add(const std::vector<WrapCheck>& checks, bool is_constructor = false);

  struct Entry {
    WrapCheck check;
    LayoutObligation obligation;
    bool is_decided = false;
    bool is_constructor = false;
  };
  /// Proves those of the operations in `value` that are not decided, under the layout's hypothesis.
  /// Returns the entries, arguments first.
  std::vector<const Entry*> Decide(const std::vector<Value>& values, const LayoutClass* layout,
                                   const std::string& name);

  /// All decided entries in the order in which they were.
  const std::vector<const Entry*>& decided() const { return decided_; }

 private:
  parametric::QueryRunner& runner_;
  std::map<const void*, Entry> entries_;
  std::vector<const Entry*> decided_;
};

/// Asserts that the layout's fields are as one of its constructors made them.
void AssumeLayout(const LayoutClass* layout, IntegerEncoder& encoder, smt::Script& script);

/// Proves each lemma of the encoder on its own; false if one is not proved.
bool ProveLemmas(parametric::QueryRunner& runner, const IntegerEncoder& encoder,
                 const smt::Script& script, const std::string& id,
                 std::vector<std::string>* certificates);

/// Builds and asks one question; used once.
class Question {
 public:
  /// `layout` may be null: no hypothesis.
  Question(parametric::QueryRunner& runner, WrapTable& wraps, const LayoutClass* layout);

  /// Adds a hypothesis. `naming` keeps the symbols of two sides apart.
  void Assume(const std::string& name, const Guard& guard, const Naming& naming);
  void Assume(const std::string& name, const smt::Expression& condition);
  smt::Expression Number(const Value& value, const Naming& naming);
  smt::Expression Condition(const Value& value, const Naming& naming);
  /// Shows the value of an expression in models.
  smt::Expression Show(const std::string& name, const smt::Expression& expression);
  void AddAssumption(const std::string& id) { assumptions_.insert(id); }
  /// Something that was not understood: an answer other than `unsat` is then no refutation.
  void AddDoubt(const std::string& doubt) { doubts_.insert(doubt); }

  /// Asks whether `goal` follows.
  ///
  /// With `check_vacuous` hypotheses that contradict each other make the answer unknown; without,
  /// that they do is a proof: the two sides exclude each other.
  void Prove(const smt::Expression& goal, bool check_vacuous, LayoutObligation* obligation);

  /// Whether the hypotheses are satisfiable; the answer of a solver that generates only is yes.
  bool IsSatisfiable();

 private:
  void Describe(const smt::Answer& answer, LayoutObligation* obligation);
  void FindFailing(const smt::Script& violated, LayoutObligation* obligation);
  std::string NameForPeople(const SymbolInfo& symbol) const;

  parametric::QueryRunner& runner_;
  WrapTable& wraps_;
  const LayoutClass* layout_;
  smt::Script script_;
  IntegerEncoder encoder_;
  std::vector<Value> values_;
  std::set<std::string> assumptions_;
  std::set<std::string> doubts_;
  std::map<std::string, std::string> shown_;  // formula name -> for people
};

}  // namespace interlock::layout
