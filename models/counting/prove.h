// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Proves or refutes the properties of a counter system, for every value of its parameters.
//
// Order of work: the system is validated; small instances are searched for a run; place invariants
// are found and, with the ranges, tried as the whole invariant; what is left goes to the Horn
// clause engine with them in every rule.
//
// A proof is an invariant that passes its plain queries (invariant_queries.h); a refutation is a
// run that the simulator replays (run.h). Everything else is unknown, with the reason.
//
// Thread safety: pure function; starts child processes.

#include <cstdint>
#include <string>
#include <vector>

#include "models/counting/counter_system.h"
#include "models/counting/place_invariants.h"
#include "models/counting/run.h"
#include "models/protocol/result.h"

namespace interlock::counting {

/// Written into certificates; changes whenever a formula's text may.
inline constexpr const char* kCountingEncoderVersion = "interlock-counting/1";

struct CountingOptions {
  std::int64_t horn_timeout_ms = 60000;   // per property
  std::int64_t query_timeout_ms = 10000;  // per plain query
  std::int64_t search_largest = 3;        // parameters of the search: 0..this
  std::size_t search_combinations_max = 40;
  std::int64_t search_state_max = 30000;   // per combination
  std::int64_t search_total_max = 100000;  // states, over all combinations
  std::int64_t clause_timeout_ms = 120000;
};

enum class Verdict : std::uint8_t { kProved, kRefuted, kUnknown };
const char* VerdictName(Verdict verdict);

/// One plain query of a proof, `unsat`.
struct CountingFormula {
  std::string id;
  std::string text;
};

/// An invariant with the queries that make it one; several properties may rest on it.
struct ProvedInvariant {
  std::string text;                       // SMT-LIB term
  std::vector<CountingFormula> formulas;  // it holds at the start, each transition keeps it
};

struct PropertyResult {
  std::string name;
  Verdict verdict = Verdict::kUnknown;
  std::string reason;  // kUnknown
  std::string
      method;  // kProved: "place invariants", "clauses" or "horn"; kRefuted: "search", "horn"
  std::size_t invariant = 0;         // kProved: index in the result's invariants
  CountingFormula safe;              // kProved: the invariant excludes what the property forbids
  Run run;                           // kRefuted
  std::vector<CounterState> states;  // kRefuted: of the run
  std::int64_t horn_ms = 0;
};

struct CountingResult {
  std::vector<CountingFormula> requirements;  // that the system is one
  PlaceInvariants place_invariants;
  std::vector<ProvedInvariant> invariants;
  std::vector<PropertyResult> properties;  // in order of the system
  std::int64_t clause_candidates = 0;
  std::int64_t clauses_kept = 0;
  std::int64_t clause_queries = 0;
  std::int64_t searched_states = 0;
  std::int64_t elapsed_ms = 0;
};

/// Errors: the system is none (kInvalidInput, kUnsupported), or a solver could not decide whether
/// it is one (kTimeout).
Result<CountingResult> ProveCounterSystem(const CounterSystem& system,
                                          const CountingOptions& options = {});

/// Whether `invariant` is one: nothing, and `*formulas` set, if all its queries are `unsat`, else
/// the first that is not.
std::string CheckInduction(const CounterSystem& system, const std::string& invariant,
                           std::int64_t query_timeout_ms, std::vector<CountingFormula>* formulas);

}  // namespace interlock::counting
