// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/query.h"

#include <algorithm>
#include <cstdlib>

namespace interlock::layout {
namespace {

using parametric::QueryRunner;
using parametric::RunMode;
using smt::Expression;

// Values of one parameter that are tried one by one beside a failing one.
constexpr std::int64_t kIntervalMax = 128;
constexpr int kIntervalCountMax = 16;

std::string Join(const std::set<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

Naming Same() { return SideNames(""); }

}  // namespace

bool ProveLemmas(QueryRunner& runner, const IntegerEncoder& encoder, const smt::Script& script,
                 const std::string& id, std::vector<std::string>* certificates) {
  for (const Expression& lemma : encoder.lemmas()) {
    smt::Script alone;
    for (const std::string& name : script.constants()) alone.Constant(name);
    alone.Assert("lemma", smt::Not(lemma));
    std::string certificate;
    if (runner.Prove(alone, id + "-lemma", &certificate).kind != smt::AnswerKind::kUnsat) {
      return false;
    }
    certificates->push_back(certificate);
  }
  return true;
}

void AssumeLayout(const LayoutClass* layout, IntegerEncoder& encoder, smt::Script& script) {
  if (layout == nullptr || layout->hypothesis.empty()) return;
  std::vector<Expression> alternatives;
  for (const Guard& alternative : layout->hypothesis) {
    alternatives.push_back(encoder.All(alternative, Same()));
  }
  script.Assert("constructed", smt::Or(alternatives));
}

void WrapTable::Add(const std::vector<WrapCheck>& checks, bool is_constructor) {
  for (const WrapCheck& check : checks) {
    entries_.emplace(check.value.id(), Entry{check, LayoutObligation(), false, is_constructor});
  }
}

std::vector<const WrapTable::Entry*> WrapTable::Decide(const std::vector<Value>& values,
                                                       const LayoutClass* layout,
                                                       const std::string& name) {
  std::vector<const Entry*> used;
  std::set<const void*> seen;
  const std::function<void(const Value&)> visit = [&](const Value& value) {
    if (!seen.insert(value.id()).second) return;
    for (const Value& argument : value.arguments()) visit(argument);
    const auto found = entries_.find(value.id());
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    // What the operation happens under is decided before it happens.
    for (const Value& condition : entry.check.guard) visit(condition);
    used.push_back(&entry);
    if (entry.is_decided) return;
    entry.is_decided = true;
    smt::Script script;
    IntegerEncoder encoder(script);
    if (!entry.is_constructor) AssumeLayout(layout, encoder, script);
    const Expression goal = encoder.DoesNotWrap(value, Same());
    script.Assert("path", encoder.All(entry.check.guard, Same()));
    const smt::Script possible = script;
    script.Assert("goal", smt::Not(goal));
    LayoutObligation& obligation = entry.obligation;
    obligation.id = "layout-" + name + "-no-wrap-" + std::to_string(decided_.size());
    obligation.text = value.ToText() + " fits its type";
    obligation.position = entry.check.site.position;
    obligation.assumptions.assign(encoder.assumptions().begin(), encoder.assumptions().end());
    std::string certificate;
    const smt::Answer answer = runner_.Prove(script, obligation.id, &certificate);
    const bool is_possible =
        runner_.mode() == RunMode::kGenerate || runner_.Ask(possible).kind == smt::AnswerKind::kSat;
    if (answer.kind == smt::AnswerKind::kUnsat && is_possible &&
        ProveLemmas(runner_, encoder, script, obligation.id, &obligation.certificates)) {
      obligation.verdict = Verdict::kProved;
      obligation.certificates.push_back(certificate);
    } else if (answer.kind == smt::AnswerKind::kUnsat) {
      obligation.verdict = Verdict::kUnknown;
      obligation.reason = "unreachable or contradictory hypotheses";
    } else {
      obligation.verdict = Verdict::kUnknown;
      obligation.reason = answer.kind == smt::AnswerKind::kSat
                              ? "it may not fit its type" +
                                    (encoder.lost().empty() ? "" : ": " + Join(encoder.lost()))
                              : "the solver gave up: " + answer.reason;
    }
    decided_.push_back(&entry);
  };
  for (const Value& value : values) visit(value);
  return used;
}

Question::Question(QueryRunner& runner, WrapTable& wraps, const LayoutClass* layout)
    : runner_(runner), wraps_(wraps), layout_(layout), encoder_(script_) {
  AssumeLayout(layout, encoder_, script_);
  if (layout == nullptr) return;
  for (const Guard& alternative : layout->hypothesis) {
    values_.insert(values_.end(), alternative.begin(), alternative.end());
  }
  for (const std::string& weakness : layout->weaknesses) doubts_.insert(weakness);
  if (!layout->hypothesis.empty()) assumptions_.insert("defined-behaviour");
}

void Question::Assume(const std::string& name, const Guard& guard, const Naming& naming) {
  for (const Value& part : guard) {
    values_.push_back(part);
    script_.Assert(name, encoder_.Condition(part, naming));
  }
}

void Question::Assume(const std::string& name, const Expression& condition) {
  script_.Assert(name, condition);
}

Expression Question::Number(const Value& value, const Naming& naming) {
  values_.push_back(value);
  return encoder_.Number(value, naming);
}

Expression Question::Condition(const Value& value, const Naming& naming) {
  values_.push_back(value);
  return encoder_.Condition(value, naming);
}

Expression Question::Show(const std::string& name, const Expression& expression) {
  const std::string formula_name = "show." + std::to_string(shown_.size());
  const Expression constant = script_.Constant(formula_name);
  shown_[formula_name] = name;
  script_.Assert("show", smt::Equal(constant, expression));
  return constant;
}

bool Question::IsSatisfiable() {
  if (runner_.mode() == RunMode::kGenerate) return true;
  return runner_.Ask(script_).kind == smt::AnswerKind::kSat;
}

std::string Question::NameForPeople(const SymbolInfo& symbol) const {
  if (layout_ != nullptr) {
    const auto found = layout_->accessors.find(symbol.name);
    if (found != layout_->accessors.end()) return found->second;
  }
  return symbol.name.starts_with("layout.") ? symbol.name.substr(7) : symbol.name;
}

void Question::Describe(const smt::Answer& answer, LayoutObligation* obligation) {
  for (const auto& [name, value] : answer.model) {
    const auto shown = shown_.find(name);
    if (shown != shown_.end()) {
      obligation->model[shown->second] = value;
      continue;
    }
    const auto symbol = encoder_.symbols().find(name);
    if (symbol == encoder_.symbols().end()) continue;
    if (symbol->second.name.starts_with("constructor")) continue;
    obligation->model[NameForPeople(symbol->second)] = value;
  }
}

void Question::FindFailing(const smt::Script& violated, LayoutObligation* obligation) {
  for (const auto& [name, symbol] : encoder_.symbols()) {
    if (symbol.origin != Origin::kLayout || symbol.maximum == 1) continue;
    const Expression parameter(name);
    FailingSet set;
    set.parameter = NameForPeople(symbol);
    bool is_closed = true;
    const auto fails_at = [&](std::int64_t value) {
      smt::Script at = violated;
      at.Assert("value", smt::Equal(parameter, smt::Integer(value)));
      return runner_.Ask(at).kind == smt::AnswerKind::kSat;
    };
    while (is_closed) {
      smt::Script rest = violated;
      for (const auto& [first, last] : set.intervals) {
        rest.Assert("outside", smt::Or({smt::Less(parameter, smt::Integer(first)),
                                        smt::Less(smt::Integer(last), parameter)}));
      }
      // The last of these questions is the proof that no other value fails.
      const smt::Answer answer = runner_.Ask(rest);
      if (answer.kind == smt::AnswerKind::kUnsat) {
        set.is_exact = true;
        break;
      }
      const auto value = answer.model.find(name);
      if (answer.kind != smt::AnswerKind::kSat || value == answer.model.end() ||
          value->second.size() > 18 || static_cast<int>(set.intervals.size()) > kIntervalCountMax) {
        break;
      }
      std::int64_t first = std::strtoll(value->second.c_str(), nullptr, 10);
      std::int64_t last = first;
      while (is_closed && fails_at(last + 1)) is_closed = ++last - first < kIntervalMax;
      while (is_closed && fails_at(first - 1)) is_closed = last - --first < kIntervalMax;
      set.intervals.push_back({first, last});
      std::sort(set.intervals.begin(), set.intervals.end());
    }
    if (set.is_exact && !set.intervals.empty()) obligation->failing.push_back(std::move(set));
  }
}

void Question::Prove(const Expression& goal, bool check_vacuous, LayoutObligation* obligation) {
  const smt::Script possible = script_;
  smt::Script violated = script_;
  violated.Assert("goal", smt::Not(goal));
  assumptions_.insert(encoder_.assumptions().begin(), encoder_.assumptions().end());
  doubts_.insert(encoder_.lost().begin(), encoder_.lost().end());
  obligation->verdict = Verdict::kUnknown;
  std::string name = obligation->id;
  if (name.starts_with("layout-")) name = name.substr(7);
  bool has_wrapped = false;
  for (const WrapTable::Entry* entry : wraps_.Decide(values_, layout_, name)) {
    const LayoutObligation& wrap = entry->obligation;
    if (wrap.verdict == Verdict::kProved) {
      assumptions_.insert(wrap.assumptions.begin(), wrap.assumptions.end());
      for (const std::string& one : wrap.certificates) {
        if (std::find(obligation->certificates.begin(), obligation->certificates.end(), one) ==
            obligation->certificates.end()) {
          obligation->certificates.push_back(one);
        }
      }
    } else if (!has_wrapped) {
      has_wrapped = true;
      obligation->reason = wrap.text + ": " + wrap.reason + ", at " + wrap.position;
    }
  }
  obligation->assumptions.assign(assumptions_.begin(), assumptions_.end());
  std::string certificate;
  const smt::Answer answer = runner_.Prove(violated, obligation->id, &certificate);
  if (answer.kind == smt::AnswerKind::kUnknown) {
    obligation->reason = "the solver gave up: " + answer.reason;
    return;
  }
  if (answer.kind == smt::AnswerKind::kUnsat) {
    if (has_wrapped) return;
    const bool is_possible = !check_vacuous || runner_.mode() == RunMode::kGenerate ||
                             runner_.Ask(possible).kind == smt::AnswerKind::kSat;
    if (!is_possible) {
      obligation->reason = "unreachable or contradictory hypotheses";
      return;
    }
    if (!ProveLemmas(runner_, encoder_, script_, obligation->id, &obligation->certificates)) {
      obligation->reason = "the solver gave up on a lemma of arithmetic";
      return;
    }
    obligation->verdict = Verdict::kProved;
    obligation->certificates.push_back(certificate);
    return;
  }
  Describe(answer, obligation);
  if (has_wrapped) return;
  if (!doubts_.empty()) {
    obligation->reason = "it may fail, but something was not followed: " + Join(doubts_);
    return;
  }
  obligation->verdict = Verdict::kRefuted;
  FindFailing(violated, obligation);
}

}  // namespace interlock::layout
