// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/solver.h"

#include <algorithm>
#include <chrono>

#include "models/smt/child_check.h"
#include "models/smt/engine.h"

namespace interlock::smt {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t MicrosecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

// A context grows with every symbol it has seen; a fresh one costs about 6 ms.
constexpr int kQueriesPerEngineMax = 2000;

}  // namespace

struct Solver::State {
  std::unique_ptr<Engine> engine;
  int queries = 0;

  Answer Check(const Script& script, EngineKind kind, std::int64_t timeout_ms) {
    // Z3 4.8.12 may overlook its time limit in nonlinear arithmetic, for minutes.
    if (script.nonlinear()) return CheckInChild(script, kind, timeout_ms);
    if (engine == nullptr || ++queries > kQueriesPerEngineMax) {
      engine = std::make_unique<Engine>();
      queries = 0;
    }
    return engine->Check(script, kind, timeout_ms);
  }
};

Solver::Solver() : state_(std::make_unique<State>()) {}
Solver::~Solver() = default;

Answer Solver::Solve(const Script& script, std::int64_t timeout_ms) {
  const Clock::time_point start = Clock::now();
  Answer answer;
  for (const EngineKind kind : {EngineKind::kIncremental, EngineKind::kSelected}) {
    const std::int64_t left_ms = timeout_ms - MicrosecondsSince(start) / 1000;
    if (left_ms <= 0) break;
    const std::int64_t share_ms =
        kind == EngineKind::kIncremental ? std::max<std::int64_t>(1, left_ms / 2) : left_ms;
    answer = state_->Check(script, kind, share_ms);
    if (answer.kind != AnswerKind::kUnknown) break;
  }
  answer.elapsed_us = MicrosecondsSince(start);
  if (answer.elapsed_us > timeout_ms * 1000) {
    answer = Answer{AnswerKind::kUnknown, true, "time-out", {}, {}, answer.elapsed_us};
  } else if (answer.kind == AnswerKind::kUnknown && answer.reason.empty()) {
    answer.reason = "no answer";
  }
  return answer;
}

}  // namespace interlock::smt
