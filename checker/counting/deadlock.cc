// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/deadlock.h"

#include <algorithm>
#include <utility>

namespace interlock::counting {

DeadlockAnswer CheckDeadlock(const link::Program& program, const points_to::PointsTo& points_to,
                             link::FunctionId root, const CountingOptions& options) {
  DeadlockAnswer answer;
  Result<Extraction> extraction = ExtractCounterSystem(program, points_to, root);
  if (!extraction.ok()) {
    answer.reason = extraction.error().message;
    answer.position = extraction.error().position;
    return answer;
  }
  answer.system = std::move(extraction->system);
  answer.assumptions = std::move(extraction->assumptions);
  for (const link::LinkIssue& issue : program.issues()) {
    answer.reason = "program is incomplete: " + issue.text;
    answer.position = issue.position;
    return answer;
  }
  Result<CountingResult> result = ProveCounterSystem(answer.system, options);
  if (!result.ok()) {
    answer.reason = result.error().ToText();
    return answer;
  }
  answer.result = *std::move(result);
  const PropertyResult& deadlock = answer.result.properties[0];
  answer.verdict = deadlock.verdict;
  answer.reason = deadlock.reason;
  if (deadlock.verdict != Verdict::kRefuted) return answer;
  answer.run = RunText(answer.system, deadlock.run, deadlock.states);
  const bool chosen = std::any_of(
      deadlock.run.transitions.begin(), deadlock.run.transitions.end(),
      [&](std::int32_t transition) { return extraction->choices.count(transition) != 0; });
  if (chosen) {
    answer.verdict = Verdict::kUnknown;
    answer.reason = "a run ends with nobody able to go on; it needs choices that data makes";
  }
  return answer;
}

}  // namespace interlock::counting
