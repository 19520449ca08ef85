// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/clause_invariants.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "models/smt/solver.h"

namespace interlock::counting {
namespace {

using Clock = std::chrono::steady_clock;
using Bits = std::vector<bool>;

constexpr const char* kAfter = "after.";

// A statement about one symbol.
struct Literal {
  Symbol symbol;
  Relation relation = Relation::kEqual;  // or kNotEqual
  std::int64_t value = 0;

  bool Holds(const CounterState& state) const {
    return (state.at(symbol) == value) == (relation == Relation::kEqual);
  }
  smt::Expression Formula(const Encoding& encoding) const {
    if (symbol.kind == SymbolKind::kPoint) return encoding.Nobody(symbol.index);
    return encoding.Of(Constraint{Linear(symbol) + Linear(-value), relation});
  }
};

struct Clause {
  std::size_t first = 0;
  std::size_t second = 0;  // equal to `first`: one literal
};

std::vector<Literal> Literals(const CounterSystem& system) {
  std::vector<Literal> literals;
  for (const Symbol symbol : StateSymbols(system)) {
    switch (symbol.kind) {
      case SymbolKind::kVariable: {
        const Variable& variable = system.variables[static_cast<std::size_t>(symbol.index)];
        // A wide range would give too many.
        if (!variable.bounded || variable.maximum - variable.minimum > 16) break;
        for (std::int64_t v = variable.minimum; v <= variable.maximum; ++v) {
          literals.push_back({symbol, Relation::kEqual, v});
          literals.push_back({symbol, Relation::kNotEqual, v});
        }
        break;
      }
      case SymbolKind::kClosed:
      case SymbolKind::kQueued:
        literals.push_back({symbol, Relation::kEqual, 0});
        literals.push_back({symbol, Relation::kNotEqual, 0});
        break;
      default:
        literals.push_back({symbol, Relation::kEqual, 0});
        break;
    }
  }
  return literals;
}

// The search: candidates, and what keeps them.
class Houdini {
 public:
  Houdini(const CounterSystem& system, const Encoding& encoding, const smt::Expression& base,
          std::int64_t timeout_ms)
      : system_(system),
        encoding_(encoding),
        base_(base),
        deadline_(Clock::now() + std::chrono::milliseconds(timeout_ms)),
        literals_(Literals(system)) {
    for (const Literal& literal : literals_) formulas_.push_back(literal.Formula(encoding_));
  }

  ClauseSearch Run(const std::vector<CounterState>& sample) {
    Propose(sample);
    result_.candidates = static_cast<std::int64_t>(clauses_.size());
    bool changed = true;
    while (changed && !clauses_.empty() && result_.complete) {
      changed = false;
      for (const Transition& transition : system_.transitions) {
        changed |= DropUnkept(transition);
        if (!result_.complete) break;
      }
    }
    result_.kept = static_cast<std::int64_t>(clauses_.size());
    if (result_.complete) result_.clauses = Conjunction();
    return result_;
  }

 private:
  // All clauses that no state of the sample refutes, without those that a shorter one implies.
  void Propose(const std::vector<CounterState>& sample) {
    const std::size_t count = literals_.size();
    std::vector<Bits> both_false(count, Bits(count, false));
    for (const CounterState& state : sample) {
      std::vector<std::size_t> false_here;
      for (std::size_t i = 0; i < count; ++i) {
        if (!literals_[i].Holds(state)) false_here.push_back(i);
      }
      for (const std::size_t i : false_here) {
        for (const std::size_t j : false_here) both_false[i][j] = true;
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!both_false[i][i]) clauses_.push_back({i, i});
    }
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        if (both_false[i][j] || !both_false[i][i] || !both_false[j][j]) continue;
        if (!IsTrivial(literals_[i], literals_[j])) clauses_.push_back({i, j});
      }
    }
  }

  // True of any state: an instance of a role with one stands at one point, a value is one value.
  bool IsTrivial(const Literal& a, const Literal& b) const {
    if (a.symbol == b.symbol) return true;
    if (a.symbol.kind != SymbolKind::kPoint || b.symbol.kind != SymbolKind::kPoint) return false;
    const std::int32_t role = system_.points[static_cast<std::size_t>(a.symbol.index)].role;
    return role == system_.points[static_cast<std::size_t>(b.symbol.index)].role &&
           system_.roles[static_cast<std::size_t>(role)].instances == Instances::kOne;
  }

  // Clauses with one first literal share it: (or first (and seconds)).
  smt::Expression Conjunction() const {
    std::map<std::size_t, std::vector<smt::Expression>> by_first;
    for (const Clause& clause : clauses_) {
      auto& seconds = by_first[clause.first];
      if (clause.second == clause.first) {
        seconds.clear();
        seconds.push_back(smt::False());
      } else {
        seconds.push_back(formulas_[clause.second]);
      }
    }
    std::vector<smt::Expression> parts;
    for (const auto& [first, seconds] : by_first) {
      parts.push_back(smt::Or({formulas_[first], smt::And(seconds)}));
    }
    return smt::And(parts);
  }

  // Drops the clauses that the transition may break, one model after the other.
  bool DropUnkept(const Transition& transition) {
    const smt::HornTransition step = encoding_.Of(transition);
    const auto next = NextValues(transition);
    const auto touched = [&](const Clause& clause) {
      return next.count(literals_[clause.first].symbol) != 0 ||
             next.count(literals_[clause.second].symbol) != 0;
    };
    bool changed = false;
    while (std::any_of(clauses_.begin(), clauses_.end(), touched)) {
      const std::int64_t left_ms =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left_ms <= 0) {
        result_.complete = false;
        return changed;
      }
      const smt::Script script = Script(step, touched);
      const smt::Answer answer = solver_.Solve(script, left_ms);
      ++result_.queries;
      if (answer.kind == smt::AnswerKind::kUnsat) return changed;
      const std::optional<CounterState> state =
          answer.kind == smt::AnswerKind::kSat ? StateAfter(answer.model) : std::nullopt;
      if (!state) {
        result_.complete = false;
        return changed;
      }
      const std::size_t dropped = std::erase_if(clauses_, [&](const Clause& clause) {
        return !literals_[clause.first].Holds(*state) && !literals_[clause.second].Holds(*state);
      });
      // A model that refutes nothing would be asked for again and again.
      if (dropped == 0) {
        result_.complete = false;
        return changed;
      }
      changed = true;
    }
    return changed;
  }

  // Over the values before only: the values after are put in.
  template <typename Touched>
  smt::Script Script(const smt::HornTransition& step, const Touched& touched) const {
    smt::Script script;
    const std::vector<std::string>& variables = encoding_.variables();
    for (const std::string& name : variables) script.Constant(name);
    script.Assert("base", base_);
    script.Assert("clauses", Conjunction());
    script.Assert("enabled", step.condition);
    for (std::size_t i = 0; i < variables.size(); ++i) {
      const smt::Expression after = script.Constant(kAfter + variables[i]);
      script.Assert("moves", smt::Equal(after, step.next[i]));
    }
    std::vector<smt::Expression> broken;
    for (const Clause& clause : clauses_) {
      if (!touched(clause)) continue;
      broken.push_back(smt::And({False(clause.first), False(clause.second)}));
    }
    script.Assert("broken", smt::Or(broken));
    return script;
  }

  // The literal does not hold after the step.
  smt::Expression False(std::size_t literal) const {
    const Symbol symbol = literals_[literal].symbol;
    std::string text = formulas_[literal].text();
    // Each formula names one variable, once.
    const std::string name = encoding_.VariableOf(symbol);
    text.insert(text.find(name), kAfter);
    return smt::Not(smt::Expression(text));
  }

  std::optional<CounterState> StateAfter(const std::map<std::string, std::string>& model) const {
    std::vector<std::int64_t> values;
    for (const std::string& name : encoding_.variables()) {
      const auto found = model.find(kAfter + name);
      if (found == model.end()) return std::nullopt;
      std::int64_t value = 0;
      const char* begin = found->second.data();
      const char* end = begin + found->second.size();
      const auto [stop, error] = std::from_chars(begin, end, value);
      if (error != std::errc() || stop != end) return std::nullopt;
      values.push_back(value);
    }
    return encoding_.Decode(values);
  }

  const CounterSystem& system_;
  const Encoding& encoding_;
  const smt::Expression& base_;
  Clock::time_point deadline_;
  std::vector<Literal> literals_;
  std::vector<smt::Expression> formulas_;
  std::vector<Clause> clauses_;
  smt::Solver solver_;
  ClauseSearch result_;
};

}  // namespace

ClauseSearch FindClauses(const CounterSystem& system, const Encoding& encoding,
                         const smt::Expression& base, const std::vector<CounterState>& sample,
                         std::int64_t timeout_ms) {
  return Houdini(system, encoding, base, timeout_ms).Run(sample);
}

}  // namespace interlock::counting
