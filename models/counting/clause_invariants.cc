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
#include "models/smt/term_text.h"

namespace interlock::counting {
namespace {

using Clock = std::chrono::steady_clock;
using Bits = std::vector<bool>;

constexpr const char* kAfter = "after.";

// A statement about one symbol, or one that a guard of the system makes.
struct Literal {
  Constraint constraint;

  bool Holds(const CounterState& state) const {
    std::int64_t left = constraint.left.constant();
    for (const LinearTerm& term : constraint.left.terms()) {
      left += term.coefficient * state.at(term.symbol);
    }
    if (constraint.relation == Relation::kAtMost) return left <= 0;
    return (left == 0) == (constraint.relation == Relation::kEqual);
  }
  /// The only symbol, if there is one.
  const Symbol* Only() const {
    const auto& terms = constraint.left.terms();
    return terms.size() == 1 ? &terms[0].symbol : nullptr;
  }
  smt::Expression Formula(const Encoding& encoding) const {
    const Symbol* only = Only();
    if (only != nullptr && only->kind == SymbolKind::kPoint) return encoding.Nobody(only->index);
    return encoding.Of(constraint);
  }
};

struct Clause {
  std::size_t first = 0;
  std::size_t second = 0;  // equal to `first`: one literal
};

std::vector<Literal> Literals(const CounterSystem& system) {
  std::vector<Literal> literals;
  const auto add = [&](const Constraint& constraint) {
    const bool known = std::any_of(literals.begin(), literals.end(), [&](const Literal& literal) {
      return literal.constraint == constraint;
    });
    if (!known) literals.push_back({constraint});
  };
  for (const Symbol symbol : StateSymbols(system)) {
    switch (symbol.kind) {
      case SymbolKind::kVariable: {
        const Variable& variable = system.variables[static_cast<std::size_t>(symbol.index)];
        // A wide range would give too many.
        if (!variable.bounded || variable.maximum - variable.minimum > 16) break;
        for (std::int64_t v = variable.minimum; v <= variable.maximum; ++v) {
          add(Equals(symbol, v));
          add(Differs(symbol, v));
        }
        break;
      }
      case SymbolKind::kClosed:
      case SymbolKind::kQueued:
        add(Equals(symbol, 0));
        add(Differs(symbol, 0));
        break;
      default:
        add(Equals(symbol, 0));
        break;
    }
  }
  // What steps ask of data: "the loop is over" is what the part behind it rests on.
  for (const Transition& transition : system.transitions) {
    if (transition.outcome != Outcome::kStep) continue;
    for (const Constraint& constraint : transition.guard) {
      add(constraint);
      for (const Constraint& opposite : Negated(constraint)) add(opposite);
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
    std::map<std::string, std::string> after;
    for (const std::string& name : encoding.variables()) after[name] = kAfter + name;
    for (const Literal& literal : literals_) {
      formulas_.push_back(literal.Formula(encoding_));
      std::string reason;
      const auto renamed =
          smt::ReadTerm(formulas_.back().text(), encoding.variables(), after, &reason);
      // Own text always reads; a literal without a value after is one that never holds.
      formulas_after_.push_back(renamed.value_or(smt::False()));
    }
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
    std::vector<Bits>& both_false = both_false_;
    both_false.assign(count, Bits(count, false));
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

  // A literal that does not hold by itself may hold together with another one.
  void Refine(const CounterState& state) {
    for (std::size_t i = 0; i < literals_.size(); ++i) {
      // Those that the sample knew are in pairs already.
      if (both_false_[i][i] || literals_[i].Holds(state)) continue;
      both_false_[i][i] = true;
      for (std::size_t j = 0; j < literals_.size(); ++j) {
        if (i == j || both_false_[i][j] || !both_false_[j][j]) continue;
        if (!literals_[j].Holds(state)) {
          both_false_[i][j] = both_false_[j][i] = true;
        } else if (!IsTrivial(literals_[i], literals_[j])) {
          clauses_.push_back({std::min(i, j), std::max(i, j)});
        }
      }
    }
  }

  // True of any state: an instance of a role with one stands at one point, a value is one value.
  bool IsTrivial(const Literal& a, const Literal& b) const {
    const Symbol* first = a.Only();
    const Symbol* second = b.Only();
    if (first == nullptr || second == nullptr) {
      return Negated(a.constraint)[0] == b.constraint;
    }
    if (*first == *second) return true;
    if (first->kind != SymbolKind::kPoint || second->kind != SymbolKind::kPoint) return false;
    const std::int32_t role = system_.points[static_cast<std::size_t>(first->index)].role;
    return role == system_.points[static_cast<std::size_t>(second->index)].role &&
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
    const auto changes = [&](std::size_t literal) {
      const auto& terms = literals_[literal].constraint.left.terms();
      return std::any_of(terms.begin(), terms.end(),
                         [&](const LinearTerm& term) { return next.count(term.symbol) != 0; });
    };
    const auto touched = [&](const Clause& clause) {
      return changes(clause.first) || changes(clause.second);
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
      Refine(*state);
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
  smt::Expression False(std::size_t literal) const { return smt::Not(formulas_after_[literal]); }

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
  std::vector<smt::Expression> formulas_after_;
  std::vector<Clause> clauses_;
  std::vector<Bits> both_false_;  // per pair of literals: some state has neither
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
