// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/query_runner.h"

#include <algorithm>

namespace interlock::parametric {

QueryRunner::QueryRunner(RunMode mode, const ProverOptions& options)
    : mode_(mode), options_(options), start_(std::chrono::steady_clock::now()) {
  if (mode_ == RunMode::kSolve) solver_ = std::make_unique<smt::Solver>();
}

QueryRunner::Entry& QueryRunner::Lookup(const smt::Script& script, std::string* text) {
  *text = script.Text();
  const auto [entry, inserted] = answers_.try_emplace(*text);
  if (!inserted) {
    ++queries_cached_;
    return entry->second;
  }
  if (mode_ == RunMode::kGenerate) {
    entry->second.answer.kind = smt::AnswerKind::kUnsat;
    return entry->second;
  }
  ++queries_;
  entry->second.answer = solver_->Solve(script, TimeoutOfQuery());
  solver_time_us_ += entry->second.answer.elapsed_us;
  return entry->second;
}

std::int64_t QueryRunner::TimeoutOfQuery() const {
  std::int64_t timeout_ms = options_.timeout_ms;
  if (options_.budget_ms > 0) {
    timeout_ms = std::min<std::int64_t>(timeout_ms, options_.budget_ms - ElapsedMs());
  }
  return std::max<std::int64_t>(1, timeout_ms);
}

std::int64_t QueryRunner::ElapsedMs() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start_)
      .count();
}

const smt::Answer& QueryRunner::Prove(const smt::Script& script, const std::string& id,
                                      std::string* certificate) {
  std::string text;
  Entry& entry = Lookup(script, &text);
  if (entry.id.empty()) {
    entry.id = id;
    entry.order = next_order_++;
  }
  *certificate = entry.id;
  return entry.answer;
}

const smt::Answer& QueryRunner::Ask(const smt::Script& script) {
  std::string text;
  return Lookup(script, &text).answer;
}

bool QueryRunner::Exhausted() {
  if (!exhausted_reason_.empty()) return true;
  if (mode_ == RunMode::kGenerate) return false;
  if (options_.budget_ms > 0 && ElapsedMs() > options_.budget_ms) {
    exhausted_reason_ = "budget of " + std::to_string(options_.budget_ms) + " ms used up";
  } else if (options_.cancelled && options_.cancelled()) {
    exhausted_reason_ = "interrupted";
  }
  return !exhausted_reason_.empty();
}

std::vector<Certificate> QueryRunner::TakeCertificates() {
  std::vector<std::pair<std::size_t, Certificate>> ordered;
  for (const auto& [text, entry] : answers_) {
    if (entry.id.empty() || entry.answer.kind != smt::AnswerKind::kUnsat) continue;
    ordered.emplace_back(entry.order, Certificate{entry.id, text});
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Certificate> certificates;
  for (auto& [order, certificate] : ordered) certificates.push_back(std::move(certificate));
  return certificates;
}

}  // namespace interlock::parametric
