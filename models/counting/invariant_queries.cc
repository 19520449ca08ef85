// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/invariant_queries.h"

#include <map>
#include <optional>

#include "models/counting/encoding.h"
#include "models/smt/term_text.h"

namespace interlock::counting {
namespace {

constexpr const char* kAfter = "after.";
const std::string kNoTerm = "invariant is not a term of the system: ";

}  // namespace

Result<std::vector<InvariantQuery>> InductionQueries(const CounterSystem& system,
                                                     const std::string& invariant) {
  const Encoding encoding(system);
  const std::vector<std::string>& variables = encoding.variables();
  const std::size_t parameter_count = system.parameters.size();
  std::map<std::string, std::string> after;
  for (std::size_t i = parameter_count; i < variables.size(); ++i) {
    after[variables[i]] = kAfter + variables[i];
  }
  std::string reason;
  const auto here = smt::ReadTerm(invariant, variables, {}, &reason);
  const auto there = smt::ReadTerm(invariant, variables, after, &reason);
  if (!here || !there) return MakeError(kNoTerm + reason);
  std::vector<InvariantQuery> queries;
  const auto begin = [&](const std::string& id) -> smt::Script& {
    queries.push_back({id, {}});
    for (const std::string& name : variables) queries.back().script.Constant(name);
    return queries.back().script;
  };
  smt::Script& start = begin("start");
  start.Assert("initial", encoding.Initial());
  start.Assert("violated", smt::Not(*here));
  for (std::size_t t = 0; t < system.transitions.size(); ++t) {
    const smt::HornTransition step = encoding.Of(system.transitions[t]);
    smt::Script& script = begin("step-" + std::to_string(t));
    script.Assert("before", *here);
    script.Assert("enabled", step.condition);
    std::vector<smt::Expression> moves;
    for (std::size_t i = parameter_count; i < variables.size(); ++i) {
      const smt::Expression next = script.Constant(after[variables[i]]);
      moves.push_back(smt::Equal(next, step.next[i]));
    }
    script.Assert("moves", smt::And(moves));
    script.Assert("violated", smt::Not(*there));
  }
  return queries;
}

Result<InvariantQuery> SafetyQuery(const CounterSystem& system, const Property& property,
                                   const std::string& invariant) {
  const Encoding encoding(system);
  std::string reason;
  const auto here = smt::ReadTerm(invariant, encoding.variables(), {}, &reason);
  if (!here) return MakeError(kNoTerm + reason);
  InvariantQuery query{"safe-" + property.name, {}};
  for (const std::string& name : encoding.variables()) query.script.Constant(name);
  query.script.Assert("invariant", *here);
  query.script.Assert("bad", encoding.Bad(property));
  return query;
}

}  // namespace interlock::counting
