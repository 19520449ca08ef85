// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/place_invariants.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace interlock::counting {
namespace {

using Wide = __int128;
using Row = std::vector<std::int64_t>;

// One unknown of the null space: a symbol, or a parameter times a symbol.
struct Column {
  std::int32_t parameter = -1;
  Symbol symbol;
};

// A monomial of an effect: nothing, a symbol, or a parameter times a symbol.
using Monomial = std::pair<std::int32_t, std::optional<Symbol>>;
using Polynomial = std::map<Monomial, std::int64_t>;

// What guards say a symbol is: 'closed = 0' makes the effect of 'closed := 1' a constant.
std::map<Symbol, Linear> KnownValues(const Transition& transition) {
  std::map<Symbol, Linear> known;
  for (const Constraint& constraint : transition.guard) {
    if (constraint.relation != Relation::kEqual) continue;
    const LinearTerm* only = nullptr;
    int count = 0;
    for (const LinearTerm& term : constraint.left.terms()) {
      if (term.symbol.kind == SymbolKind::kParameter) continue;
      only = &term;
      ++count;
    }
    if (count != 1 || (only->coefficient != 1 && only->coefficient != -1)) continue;
    Linear rest = constraint.left;
    rest.AddTerm(only->symbol, -only->coefficient);
    known.emplace(only->symbol, rest * -only->coefficient);
  }
  return known;
}

// By how much the transition changes the symbol, with known values put in.
Linear ChangeOf(Symbol symbol, const std::map<Symbol, Linear>& next,
                const std::map<Symbol, Linear>& known) {
  const auto found = next.find(symbol);
  if (found == next.end()) return 0;
  Linear change = found->second - Linear(symbol);
  Linear result(change.constant());
  for (const LinearTerm& term : change.terms()) {
    const auto value = known.find(term.symbol);
    if (value == known.end()) {
      result.AddTerm(term.symbol, term.coefficient);
    } else {
      result += value->second * term.coefficient;
    }
  }
  return result;
}

bool Reduce(Row* row) {
  std::int64_t divisor = 0;
  for (const std::int64_t value : *row) divisor = std::gcd(divisor, value);
  if (divisor > 1) {
    for (std::int64_t& value : *row) value /= divisor;
  }
  return divisor != 0;
}

// a := a * x - b * y over exact integers; false if a number leaves 64 bits.
bool Combine(Row* a, std::int64_t x, const Row& b, std::int64_t y) {
  std::vector<Wide> wide(a->size());
  Wide divisor = 0;
  for (std::size_t i = 0; i < a->size(); ++i) {
    wide[i] = static_cast<Wide>((*a)[i]) * x - static_cast<Wide>(b[i]) * y;
    Wide u = divisor < 0 ? -divisor : divisor;
    Wide v = wide[i] < 0 ? -wide[i] : wide[i];
    while (v != 0) {
      const Wide rest = u % v;
      u = v;
      v = rest;
    }
    divisor = u;
  }
  if (divisor == 0) divisor = 1;
  for (std::size_t i = 0; i < a->size(); ++i) {
    const Wide value = wide[i] / divisor;
    if (value > INT64_MAX || value < -static_cast<Wide>(INT64_MAX)) return false;
    (*a)[i] = static_cast<std::int64_t>(value);
  }
  return true;
}

// A basis of the vectors y with rows * y = 0, by elimination to reduced echelon form.
std::vector<Row> NullSpace(std::vector<Row> rows, std::size_t width, std::int32_t* dropped) {
  std::vector<std::size_t> pivots;
  std::size_t rank = 0;
  for (std::size_t column = 0; column < width && rank < rows.size(); ++column) {
    std::size_t best = rows.size();
    for (std::size_t r = rank; r < rows.size(); ++r) {
      if (rows[r][column] == 0) continue;
      if (best == rows.size() || std::abs(rows[r][column]) < std::abs(rows[best][column])) best = r;
    }
    if (best == rows.size()) continue;
    std::swap(rows[rank], rows[best]);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (r == rank || rows[r][column] == 0) continue;
      if (!Combine(&rows[r], rows[rank][column], rows[rank], rows[r][column])) {
        // Without this row the null space would be too large.
        ++*dropped;
        return {};
      }
    }
    pivots.push_back(column);
    ++rank;
  }
  std::vector<Row> basis;
  for (std::size_t free = 0; free < width; ++free) {
    if (std::binary_search(pivots.begin(), pivots.end(), free)) continue;
    // y[free] = the least common multiple of the pivots that the column meets.
    Wide multiple = 1;
    for (std::size_t r = 0; r < rank && multiple <= INT64_MAX; ++r) {
      if (rows[r][free] == 0) continue;
      const std::int64_t pivot = std::abs(rows[r][pivots[r]]);
      multiple = multiple / std::gcd(static_cast<std::int64_t>(multiple), pivot) * pivot;
    }
    Row vector(width, 0);
    bool fits = multiple <= INT64_MAX;
    for (std::size_t r = 0; r < rank && fits; ++r) {
      const Wide value = -multiple / rows[r][pivots[r]] * rows[r][free];
      fits = value <= INT64_MAX && value >= -static_cast<Wide>(INT64_MAX);
      if (fits) vector[pivots[r]] = static_cast<std::int64_t>(value);
    }
    if (!fits) {
      ++*dropped;
      continue;
    }
    vector[free] = static_cast<std::int64_t>(multiple);
    if (Reduce(&vector)) basis.push_back(std::move(vector));
  }
  return basis;
}

// The change of a sum under a transition; empty if it is none.
Polynomial ChangeOfSum(const PlaceInvariant& invariant, const Transition& transition,
                       bool* overflow) {
  const auto next = NextValues(transition);
  const auto known = KnownValues(transition);
  Polynomial sum;
  const auto add = [&](const Monomial& monomial, Wide value) {
    std::int64_t& entry = sum[monomial];
    const Wide total = entry + value;
    if (total > INT64_MAX || total < -static_cast<Wide>(INT64_MAX)) *overflow = true;
    entry = static_cast<std::int64_t>(total);
  };
  for (const PlaceTerm& term : invariant.terms) {
    const Linear change = ChangeOf(term.symbol, next, known);
    *overflow |= change.overflow();
    add({term.parameter, std::nullopt}, static_cast<Wide>(term.coefficient) * change.constant());
    for (const LinearTerm& part : change.terms()) {
      add({term.parameter, part.symbol}, static_cast<Wide>(term.coefficient) * part.coefficient);
    }
  }
  // "parameter" alone has two spellings: times nothing, and as a symbol.
  Polynomial canonical;
  for (const auto& [monomial, value] : sum) {
    Monomial key = monomial;
    if (key.first >= 0 && !key.second) key = {-1, ParameterSymbol(key.first)};
    canonical[key] += value;
  }
  std::erase_if(canonical, [](const auto& entry) { return entry.second == 0; });
  return canonical;
}

std::vector<Column> ColumnsOf(const CounterSystem& system) {
  std::vector<Column> columns;
  // Products first: elimination prefers early columns, so that plain sums stay free of products.
  for (std::size_t p = 0; p < system.parameters.size(); ++p) {
    for (std::size_t i = 0; i < system.points.size(); ++i) {
      const auto role = static_cast<std::size_t>(system.points[i].role);
      if (system.roles[role].instances != Instances::kOne) continue;
      columns.push_back({static_cast<std::int32_t>(p), PointSymbol(static_cast<std::int32_t>(i))});
    }
  }
  for (const Symbol symbol : StateSymbols(system)) columns.push_back({-1, symbol});
  return columns;
}

// Whether the guard can hold although these symbols never change.
bool MayFire(const CounterSystem& system, const Transition& transition,
             const std::set<Symbol>& changing) {
  for (const Constraint& constraint : transition.guard) {
    Linear left(constraint.left.constant());
    for (const LinearTerm& term : constraint.left.terms()) {
      const bool fixed =
          term.symbol.kind != SymbolKind::kParameter && changing.count(term.symbol) == 0;
      if (fixed) {
        left += InitialValue(system, term.symbol) * term.coefficient;
      } else {
        left.AddTerm(term.symbol, term.coefficient);
      }
    }
    if (!left.IsConstant() || left.overflow()) continue;
    const std::int64_t value = left.constant();
    const bool holds = constraint.relation == Relation::kEqual      ? value == 0
                       : constraint.relation == Relation::kNotEqual ? value != 0
                                                                    : value <= 0;
    if (!holds) return false;
  }
  return true;
}

// The transitions that are not dead for a plain reason: they need a symbol that starts with another
// value to change, and nothing changes it. A channel that nobody closes is such a symbol.
std::vector<const Transition*> LiveTransitions(const CounterSystem& system) {
  std::vector<const Transition*> live;
  std::set<Symbol> changing;
  // Grows from nothing: a transition counts once what it needs may have changed.
  std::size_t before = 1;
  while (before != live.size()) {
    before = live.size();
    live.clear();
    for (const Transition& transition : system.transitions) {
      const Symbol from = PointSymbol(transition.from);
      const bool reached = changing.count(from) != 0 || !(InitialValue(system, from) == Linear(0));
      if (!reached || !MayFire(system, transition, changing)) continue;
      live.push_back(&transition);
      for (const auto& [symbol, value] : NextValues(transition)) changing.insert(symbol);
    }
    if (live.empty()) break;
  }
  return live;
}

}  // namespace

PlaceInvariants FindPlaceInvariants(const CounterSystem& system) {
  const std::vector<Column> columns = ColumnsOf(system);
  const std::vector<const Transition*> live = LiveTransitions(system);
  std::vector<Row> rows;
  for (const Transition* one : live) {
    const Transition& transition = *one;
    const auto next = NextValues(transition);
    const auto known = KnownValues(transition);
    std::map<Monomial, Row> equations;
    const auto add = [&](Monomial monomial, std::size_t column, std::int64_t value) {
      if (value == 0) return;
      if (monomial.first >= 0 && !monomial.second) {
        monomial = {-1, ParameterSymbol(monomial.first)};
      }
      equations.try_emplace(monomial, Row(columns.size(), 0)).first->second[column] += value;
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Linear change = ChangeOf(columns[i].symbol, next, known);
      add({columns[i].parameter, std::nullopt}, i, change.constant());
      for (const LinearTerm& term : change.terms()) {
        add({columns[i].parameter, term.symbol}, i, term.coefficient);
      }
    }
    for (auto& [monomial, row] : equations) {
      if (Reduce(&row)) rows.push_back(std::move(row));
    }
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  PlaceInvariants result;
  for (const Row& vector : NullSpace(std::move(rows), columns.size(), &result.dropped)) {
    PlaceInvariant invariant;
    bool linear = true;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (vector[i] == 0) continue;
      invariant.terms.push_back({vector[i], columns[i].parameter, columns[i].symbol});
      Linear initial = InitialValue(system, columns[i].symbol) * vector[i];
      if (columns[i].parameter >= 0) {
        // Points of a role with one instance start with 0 or 1.
        linear &= initial.IsConstant();
        initial = Linear(ParameterSymbol(columns[i].parameter)) * initial.constant();
      }
      invariant.total += initial;
    }
    bool overflow = invariant.total.overflow();
    const bool kept = std::all_of(live.begin(), live.end(), [&](const Transition* transition) {
      return ChangeOfSum(invariant, *transition, &overflow).empty();
    });
    if (kept && linear && !overflow) {
      result.invariants.push_back(std::move(invariant));
    } else {
      ++result.dropped;
    }
  }
  return result;
}

std::string InvariantText(const CounterSystem& system, const PlaceInvariant& invariant) {
  std::string text;
  for (const PlaceTerm& term : invariant.terms) {
    const bool negative = term.coefficient < 0;
    text += text.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    const std::string magnitude = std::to_string(term.coefficient).substr(negative ? 1 : 0);
    if (magnitude != "1") text += magnitude + "*";
    if (term.parameter >= 0) text += SymbolName(system, ParameterSymbol(term.parameter)) + "*";
    text += SymbolName(system, term.symbol);
  }
  // "... = 0" with the total on the other side, in the words of a constraint.
  const std::string total = ConstraintText(system, Equals(invariant.total, 0));
  return text + " = " + total.substr(0, total.size() - 4);
}

smt::Expression InvariantFormula(const Encoding& encoding, const PlaceInvariant& invariant) {
  smt::Expression sum = smt::Integer(0);
  for (const PlaceTerm& term : invariant.terms) {
    const smt::Expression factor =
        term.parameter < 0 ? smt::Integer(term.coefficient)
                           : smt::Multiply(smt::Integer(term.coefficient),
                                           encoding.Value(ParameterSymbol(term.parameter)));
    // A count of 0 or 1 times a parameter is a choice.
    const smt::Expression part =
        term.parameter < 0
            ? smt::Multiply(factor, encoding.Value(term.symbol))
            : smt::IfThenElse(encoding.Somebody(term.symbol.index), factor, smt::Integer(0));
    sum = smt::Add(sum, part);
  }
  return smt::Equal(sum, encoding.Of(invariant.total));
}

}  // namespace interlock::counting
