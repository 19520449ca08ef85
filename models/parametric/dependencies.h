// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What facts and obligations rest on: the graph of a verdict.
//
// Thread safety: immutable after construction.
//
// Invariants
//   1. The graph is acyclic and complete: every id that is named exists, no id stands for two
//   things.
//   2. An obligation is proved only from facts that rest on no obligation, so that what the prover
//      adds to the graph cannot close a cycle.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::parametric {

/// "fact-<index>" unless the fact has an id of its own.
std::string FactId(const protocol::Protocol& protocol, std::size_t fact);

/// Immutable graph; thread-safe.
class Dependencies {
 public:
  /// Errors: an id twice, an id that does not exist, a cycle (all its ids are named).
  static Result<Dependencies> Build(const protocol::Protocol& protocol);

  /// Everything the fact rests on, itself included, sorted.
  const std::set<std::string>& Closure(std::size_t fact) const { return closures_[fact]; }
  /// Everything obligation `index` rests on by its own statement, itself included, sorted.
  const std::set<std::string>& ObligationClosure(std::size_t index) const {
    return obligation_closures_[index];
  }
  /// True for facts whose closure holds no obligation.
  const std::vector<bool>& IndependentFacts() const { return independent_; }
  /// The bound that the ids in `used` carry; empty if none of them is bounded.
  std::string BoundOf(const std::set<std::string>& used) const;

 private:
  std::vector<std::set<std::string>> closures_;
  std::vector<std::set<std::string>> obligation_closures_;
  std::vector<bool> independent_;
  std::map<std::string, std::string> bounds_;  // fact id -> bound, bounded facts only
};

}  // namespace interlock::parametric
