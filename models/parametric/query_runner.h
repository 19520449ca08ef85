// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Answers scripts, each text once, within the limits of a run.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Two scripts with equal text get one answer and one certificate id, that of the first.
//   2. Without a solver (`kGenerate`) every answer is `unsat` with an empty core: the run only
//      collects the formulas, ids included, that a complete proof may need.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/parametric/prove.h"
#include "models/smt/solver.h"

namespace interlock::parametric {

enum class RunMode : std::uint8_t { kSolve, kGenerate };

/// One run's solver, cache and clock; thread-compatible.
class QueryRunner {
 public:
  QueryRunner(RunMode mode, const ProverOptions& options);

  /// Answers a script that may become a certificate; `*certificate` is its id (that of the first
  /// script with this text, else `id`). Answers belong to the runner.
  const smt::Answer& Prove(const smt::Script& script, const std::string& id,
                           std::string* certificate);
  /// Answers a script that will never be a certificate.
  const smt::Answer& Ask(const smt::Script& script);

  /// True once the budget is used up or the run was cancelled; stays true.
  bool Exhausted();
  const std::string& exhausted_reason() const { return exhausted_reason_; }
  RunMode mode() const { return mode_; }

  /// Formulas answered `unsat` (all formulas, when generating), in order of their ids' first use.
  std::vector<Certificate> TakeCertificates();
  std::int64_t queries() const { return queries_; }
  std::int64_t queries_cached() const { return queries_cached_; }
  std::int64_t solver_time_ms() const { return solver_time_us_ / 1000; }

 private:
  struct Entry {
    smt::Answer answer;
    std::string id;  // empty: never a certificate
    std::size_t order = 0;
  };
  Entry& Lookup(const smt::Script& script, std::string* text);
  /// The time of one query, or what is left of the budget if that is less.
  std::int64_t TimeoutOfQuery() const;
  std::int64_t ElapsedMs() const;

  RunMode mode_;
  const ProverOptions& options_;
  std::unique_ptr<smt::Solver> solver_;
  std::unordered_map<std::string, Entry> answers_;  // by text
  std::size_t next_order_ = 0;
  std::int64_t queries_ = 0;
  std::int64_t queries_cached_ = 0;
  std::int64_t solver_time_us_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::string exhausted_reason_;
};

}  // namespace interlock::parametric
