// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/prove.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include "models/counting/clause_invariants.h"
#include "models/counting/explicit_search.h"
#include "models/counting/invariant_queries.h"
#include "models/counting/validate.h"
#include "models/smt/solver.h"

namespace interlock::counting {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSampledParameters = 12;
constexpr int kSampleWalks = 40;
constexpr int kSearchWalks = 300;
constexpr int kWalkSteps = 400;

std::int64_t MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

std::string AnswerText(const smt::Answer& answer) {
  if (answer.kind == smt::AnswerKind::kSat) {
    std::string text = "does not hold, for one at";
    for (const auto& [name, value] : answer.model) {
      if (value != "0") text += " " + name + "=" + value;
    }
    return text;
  }
  return "undecided (" + answer.reason + ")";
}

// The values of a state, if all are numbers of 64 bits.
std::optional<std::vector<std::int64_t>> Numbers(const std::vector<std::string>& words) {
  std::vector<std::int64_t> numbers;
  for (const std::string& word : words) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

class Prover {
 public:
  Prover(const CounterSystem& system, const CountingOptions& options)
      : system_(system), options_(options), encoding_(system) {}

  Status CheckRequirements(CountingResult* result) {
    smt::Solver solver;
    for (const Requirement& requirement : Requirements(system_)) {
      const smt::Answer answer = solver.Solve(requirement.script, options_.query_timeout_ms);
      if (answer.kind == smt::AnswerKind::kUnsat) {
        result->requirements.push_back({requirement.id, requirement.script.Text()});
        continue;
      }
      const bool refuted = answer.kind == smt::AnswerKind::kSat;
      return MakeError(requirement.reason + (refuted ? "" : ": " + answer.reason),
                       requirement.position,
                       refuted ? ErrorKind::kInvalidInput : ErrorKind::kTimeout);
    }
    return Status::Ok();
  }

  // By breadth first, which gives short runs; then walks, which go deep.
  void SearchSmall(CountingResult* result) {
    const auto all =
        SmallParameters(system_, options_.search_largest, options_.search_combinations_max);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < result->properties.size(); ++i) open.push_back(i);
    const auto refute = [&](const std::vector<std::optional<Run>>& runs) {
      std::vector<std::size_t> left;
      for (std::size_t i = 0; i < open.size(); ++i) {
        if (!runs[i] || !Refute(open[i], *runs[i], "search", result)) left.push_back(open[i]);
      }
      open = std::move(left);
    };
    for (const auto& parameters : all) {
      if (open.empty() || result->searched_states >= options_.search_total_max) break;
      const SearchResult found = Search(system_, Open(open), parameters, options_.search_state_max);
      result->searched_states += found.states;
      refute(found.runs);
    }
    for (const auto& parameters : all) {
      if (open.empty()) break;
      refute(Walk(system_, Open(open), parameters, kSearchWalks, kWalkSteps, 2).runs);
    }
  }

  void ProveAll(CountingResult* result) {
    if (!IsAnyOpen(*result)) return;
    result->place_invariants = FindPlaceInvariants(system_);
    std::vector<smt::Expression> parts{encoding_.Ranges()};
    for (const PlaceInvariant& invariant : result->place_invariants.invariants) {
      parts.push_back(InvariantFormula(encoding_, invariant));
    }
    base_ = smt::And(parts);
    ProveWith(base_.text(), "place invariants", result);
    if (!IsAnyOpen(*result)) return;
    AddClauses(result);
    ProveWith(base_.text(), "clauses", result);
    for (std::size_t i = 0; i < result->properties.size(); ++i) {
      if (result->properties[i].verdict == Verdict::kUnknown) ProveByHorn(i, result);
    }
  }

 private:
  bool Refute(std::size_t i, const Run& run, const char* method, CountingResult* result) {
    PropertyResult& property = result->properties[i];
    Result<std::vector<CounterState>> states = Simulate(system_, system_.properties[i], run);
    if (!states.ok()) {
      property.reason = "a run that was found cannot be replayed: " + states.error().ToText();
      return false;
    }
    property.verdict = Verdict::kRefuted;
    property.method = method;
    property.reason.clear();
    property.run = run;
    property.states = *std::move(states);
    return true;
  }

  std::vector<Property> Open(const std::vector<std::size_t>& open) const {
    std::vector<Property> properties;
    for (const std::size_t i : open) properties.push_back(system_.properties[i]);
    return properties;
  }

  static bool IsAnyOpen(const CountingResult& result) {
    for (const PropertyResult& property : result.properties) {
      if (property.verdict == Verdict::kUnknown) return true;
    }
    return false;
  }

  // Accepts the invariant for those open properties that it excludes, if it is one.
  void ProveWith(const std::string& invariant, const char* method, CountingResult* result) {
    std::vector<std::pair<std::size_t, CountingFormula>> safe;
    for (std::size_t i = 0; i < result->properties.size(); ++i) {
      PropertyResult& property = result->properties[i];
      if (property.verdict != Verdict::kUnknown) continue;
      const auto query = SafetyQuery(system_, system_.properties[i], invariant);
      if (!query.ok()) {
        property.reason = "invariant not accepted: " + query.error().ToText();
        continue;
      }
      const smt::Answer answer = solver_.Solve(query->script, options_.query_timeout_ms);
      if (answer.kind == smt::AnswerKind::kUnsat) {
        safe.emplace_back(i, CountingFormula{query->id, query->script.Text()});
      } else {
        property.reason = "invariant not accepted: " + query->id + " " + AnswerText(answer);
      }
    }
    if (safe.empty()) return;
    ProvedInvariant proved{invariant, {}};
    const std::string wrong =
        CheckInduction(system_, invariant, options_.query_timeout_ms, &proved.formulas);
    for (auto& [i, formula] : safe) {
      PropertyResult& property = result->properties[i];
      if (!wrong.empty()) {
        property.reason = "invariant not accepted: " + wrong;
        continue;
      }
      property.verdict = Verdict::kProved;
      property.method = method;
      property.reason.clear();
      property.invariant = result->invariants.size();
      property.safe = std::move(formula);
    }
    if (wrong.empty()) result->invariants.push_back(std::move(proved));
  }

  void AddClauses(CountingResult* result) {
    std::vector<CounterState> sample;
    for (const auto& parameters :
         SmallParameters(system_, options_.search_largest, kSampledParameters)) {
      const WalkResult walked = Walk(system_, {}, parameters, kSampleWalks, kWalkSteps, 1);
      sample.insert(sample.end(), walked.states.begin(), walked.states.end());
    }
    const ClauseSearch found =
        FindClauses(system_, encoding_, base_, sample, options_.clause_timeout_ms);
    result->clause_candidates = found.candidates;
    result->clauses_kept = found.complete ? found.kept : 0;
    result->clause_queries = found.queries;
    if (found.complete) base_ = smt::And({base_, found.clauses});
  }

  void ProveByHorn(std::size_t i, CountingResult* result) {
    smt::HornSystem horn;
    horn.variables = encoding_.variables();
    horn.initial = encoding_.Initial();
    horn.strengthening = base_;
    for (const Transition& transition : system_.transitions) {
      horn.transitions.push_back(encoding_.Of(transition));
    }
    horn.bad = encoding_.Bad(system_.properties[i]);
    const smt::HornAnswer answer = smt::SolveHorn(horn, options_.horn_timeout_ms);
    PropertyResult& property = result->properties[i];
    property.horn_ms = answer.elapsed_ms;
    switch (answer.kind) {
      case smt::HornKind::kInvariant:
        ProveWith(smt::And({base_, smt::Expression(answer.invariant)}).text(), "horn", result);
        break;
      case smt::HornKind::kReached:
        RefuteByTrace(i, answer, result);
        break;
      case smt::HornKind::kUnknown:
        property.reason += "; no better one found: " + answer.reason;
        break;
    }
  }

  // The engine's counterexample is a hint: its states as a run, else its parameters for a search.
  void RefuteByTrace(std::size_t i, const smt::HornAnswer& answer, CountingResult* result) {
    PropertyResult& property = result->properties[i];
    property.reason = "a forbidden state seems reachable, but no run was found";
    std::vector<CounterState> states;
    for (const auto& row : answer.trace) {
      const auto numbers = Numbers(row);
      if (!numbers) return;
      states.push_back(encoding_.Decode(*numbers));
    }
    if (states.empty()) return;
    const std::optional<Run> run = RunThrough(system_, states);
    if (run && Refute(i, *run, "horn", result)) return;
    std::vector<std::int64_t> parameters;
    for (std::size_t p = 0; p < system_.parameters.size(); ++p) {
      parameters.push_back(states[0].at(ParameterSymbol(static_cast<std::int32_t>(p))));
    }
    const SearchResult found =
        Search(system_, {system_.properties[i]}, parameters, options_.search_state_max);
    if (found.runs[0]) (void)Refute(i, *found.runs[0], "horn", result);
  }

  const CounterSystem& system_;
  const CountingOptions& options_;
  Encoding encoding_;
  smt::Expression base_;  // holds in every reachable state, unless the queries say otherwise
  smt::Solver solver_;
};

}  // namespace

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kProved:
      return "proved";
    case Verdict::kRefuted:
      return "refuted";
    case Verdict::kUnknown:
      break;
  }
  return "unknown";
}

std::string CheckInduction(const CounterSystem& system, const std::string& invariant,
                           std::int64_t query_timeout_ms, std::vector<CountingFormula>* formulas) {
  const auto queries = InductionQueries(system, invariant);
  if (!queries.ok()) return queries.error().ToText();
  smt::Solver solver;
  for (const InvariantQuery& query : *queries) {
    const smt::Answer answer = solver.Solve(query.script, query_timeout_ms);
    if (answer.kind != smt::AnswerKind::kUnsat) return query.id + " " + AnswerText(answer);
    formulas->push_back({query.id, query.script.Text()});
  }
  return "";
}

Result<CountingResult> ProveCounterSystem(const CounterSystem& system,
                                          const CountingOptions& options) {
  const Clock::time_point start = Clock::now();
  const Status valid = Validate(system);
  if (!valid.ok()) return valid.error();
  CountingResult result;
  for (const Property& property : system.properties) {
    result.properties.emplace_back();
    result.properties.back().name = property.name;
  }
  Prover prover(system, options);
  const Status required = prover.CheckRequirements(&result);
  if (!required.ok()) return required.error();
  prover.SearchSmall(&result);
  prover.ProveAll(&result);
  result.elapsed_ms = MillisecondsSince(start);
  return result;
}

}  // namespace interlock::counting
