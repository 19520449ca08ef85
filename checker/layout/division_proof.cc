// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/division_proof.h"

#include <optional>

namespace interlock::layout {
namespace {

using smt::Expression;

/// The values that a range has at both ends: the first two numbers of what the function returns.
bool EndsOf(const Evaluation& evaluation, Value* first, Value* end) {
  std::vector<Value> numbers;
  for (const auto& [key, datum] : evaluation.memory) {
    if (key.first == Evaluation::kResult && !datum.is_pointer) numbers.push_back(datum.number);
  }
  if (numbers.size() != 2) return false;
  *first = numbers[0];
  *end = numbers[1];
  return true;
}

LayoutProperty ProveOne(const link::Program& program, link::FunctionId id,
                        const facts::Claim& claim, Evaluator& evaluator, WrapTable& wraps,
                        parametric::QueryRunner& runner) {
  const facts::Function& function = program.function(id);
  const std::string position = program.PositionText(id, claim.position);
  LayoutProperty property;
  property.name = "ranges of " + function.name + " divide their total";
  property.rule = "IL126";
  property.method = "parametric, integers; one no-wrap obligation per operation";
  property.claim =
      "The ranges of index 0 to count - 1 are consecutive, the first begins at 0, the last ends at "
      "the total, and none ends before it begins: so each number below the total is in exactly "
      "one. "
      "By induction over the index.";
  const auto refuse = [&](const std::string& reason) {
    LayoutObligation obligation;
    obligation.id = "layout-divides-" + function.name;
    obligation.text = "the function divides its total";
    obligation.reason = reason;
    obligation.position = position;
    property.obligations.push_back(std::move(obligation));
    return property;
  };
  if (claim.arguments.size() != 3) return refuse("IL_DIVIDES wants total, index and count");
  for (const std::string& name : claim.arguments) {
    bool is_known = false;
    for (const facts::Parameter& parameter : function.parameters) {
      is_known |= parameter.name == name && !parameter.is_pointer && !parameter.is_record;
    }
    if (!is_known) return refuse("no number among the parameters: name=" + name);
  }
  const Evaluation evaluation = evaluator.Evaluate(id, EvaluatorOptions());
  for (const Gap& gap : evaluation.gaps) {
    return refuse("not understood: " + gap.what + " at " + gap.position);
  }
  Value first;
  Value end;
  if (evaluation.failed || !EndsOf(evaluation, &first, &end)) {
    return refuse("the result is no record of two numbers that could be followed");
  }
  wraps.Add(evaluation.wraps);
  std::map<std::string, Value> symbols;
  const auto look = [&](const Value& value) {
    if (value.IsSymbol()) symbols.emplace(value.symbol().name, value);
  };
  first.Visit(look);
  end.Visit(look);
  for (const Value& part : evaluation.returns) part.Visit(look);
  std::vector<Value> arguments;
  for (const std::string& name : claim.arguments) {
    const auto found = symbols.find(name);
    if (found == symbols.end()) return refuse("the result does not depend on " + name);
    arguments.push_back(found->second);
  }
  const std::string index_name = claim.arguments[1];
  const Naming here = SideNames("");
  // The range behind: all arguments equal but the index.
  const Naming next = [&](const SymbolInfo& symbol) {
    return symbol.name == index_name ? "next." + symbol.name : symbol.name;
  };
  const auto ask = [&](const std::string& part, const std::string& text, const auto& goal_of) {
    Question question(runner, wraps, nullptr);
    question.Assume("path", evaluation.returns, here);
    const Expression total = question.Number(arguments[0], here);
    const Expression index = question.Number(arguments[1], here);
    const Expression count = question.Number(arguments[2], here);
    const Expression begins = question.Number(first, here);
    const Expression ends = question.Number(end, here);
    question.Show("the range begins at", begins);
    question.Show("the range ends at", ends);
    LayoutObligation obligation;
    obligation.id = "layout-divides-" + claim.arguments[0] + "-" + std::to_string(id) + "-" + part;
    obligation.text = text;
    obligation.position = position;
    obligation.places = {{position, function.name, "", ""}};
    question.Prove(goal_of(question, total, index, count, begins, ends), true, &obligation);
    property.obligations.push_back(std::move(obligation));
  };
  using E = const Expression&;
  ask("first", "the range of index 0 begins at 0", [](Question&, E, E index, E, E begins, E) {
    return smt::Implies(smt::Equal(index, smt::Integer(0)), smt::Equal(begins, smt::Integer(0)));
  });
  ask("next", "the range of the next index begins where this one ends",
      [&](Question& question, E, E index, E count, E, E ends) {
        const Expression after = question.Number(arguments[1], next);
        question.Assume("next", smt::Equal(after, smt::Add(index, smt::Integer(1))));
        question.Assume("next", smt::Less(after, count));
        question.Assume("next-path", evaluation.returns, next);
        const Expression behind = question.Number(first, next);
        question.Show("the next range begins at", behind);
        return smt::Equal(ends, behind);
      });
  ask("last", "the range of the last index ends at the total",
      [](Question&, E total, E index, E count, E, E ends) {
        return smt::Implies(smt::Equal(smt::Add(index, smt::Integer(1)), count),
                            smt::Equal(ends, total));
      });
  ask("order", "no range ends before it begins",
      [](Question&, E, E, E, E begins, E ends) { return smt::LessEqual(begins, ends); });
  // Each operation on its own row.
  for (const WrapTable::Entry* entry : wraps.Decide({first, end}, nullptr, "divides")) {
    property.obligations.push_back(entry->obligation);
  }
  property.verdict = WeakestOf(property.obligations);
  return property;
}

}  // namespace

std::vector<LayoutProperty> ProveDivisions(const link::Program& program, const Together& together,
                                           Evaluator& evaluator, WrapTable& wraps,
                                           parametric::QueryRunner& runner) {
  std::vector<LayoutProperty> properties;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    if (!together.IsReached(id)) continue;
    for (const facts::Claim& claim : program.function(id).claims) {
      if (claim.name != "divides") continue;
      properties.push_back(ProveOne(program, id, claim, evaluator, wraps, runner));
    }
  }
  return properties;
}

}  // namespace interlock::layout
