// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Asks Z3's Horn clause engine (Spacer) whether a transition system can reach a bad state.
//
// The answer is a proposal, never a proof: an invariant has to pass three plain queries, a run has
// to be replayed, before anything is said about the system.
//
// Thread safety: any number of threads may call it at once; the engine works in a child process
// that is ended at the time limit.
//
// Invariants
//   1. An invariant is an SMT-LIB term over the system's variables and literals, without
//   quantifiers.
//   2. A trace begins in an initial state; each row has one value per variable.

#include <cstdint>
#include <string>
#include <vector>

#include "models/smt/expression.h"

namespace interlock::smt {

struct HornTransition {
  Expression condition;  // over the variables before
  /// Per variable its value after, over the variables before.
  std::vector<Expression> next;
};

/// A transition system over integer variables. Every expression is over `variables` alone.
struct HornSystem {
  std::vector<std::string> variables;  // SMT-LIB symbols, each once
  Expression initial;
  std::vector<HornTransition> transitions;
  /// Holds in every reachable state, proved elsewhere: strengthens the body of each rule.
  Expression strengthening = True();
  Expression bad;
};

enum class HornKind : std::uint8_t { kInvariant, kReached, kUnknown };

struct HornAnswer {
  HornKind kind = HornKind::kUnknown;
  std::string reason;     // kUnknown
  std::string invariant;  // kInvariant
  /// kReached: values as decimal text per state, the first initial, the last bad. May be empty if
  /// the engine's derivation could not be read.
  std::vector<std::vector<std::string>> trace;
  std::int64_t elapsed_ms = 0;
};

/// Answers within `timeout_ms` (at least 1).
HornAnswer SolveHorn(const HornSystem& system, std::int64_t timeout_ms);

}  // namespace interlock::smt
