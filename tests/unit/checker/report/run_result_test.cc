// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/run_result.h"

#include <gtest/gtest.h>

#include "tests/unit/checker/report/sample_result.h"

namespace interlock::report {
namespace {

RunResult Proved() {
  RunResult result;
  ProofRow proof;
  proof.verdict = Verdict::kProved;
  result.proofs = {proof};
  return result;
}

TEST(ExitCode, ProvedAloneIsZero) { EXPECT_EQ(ExitCode(Proved()), 0); }

TEST(ExitCode, NothingProvedIsUnknown) { EXPECT_EQ(ExitCode(RunResult()), 3); }

TEST(ExitCode, OneOpenQuestionIsUnknown) {
  RunResult result = Proved();
  result.unknown.push_back({});
  EXPECT_EQ(ExitCode(result), 3);
}

TEST(ExitCode, NotCoveredIsUnknown) {
  RunResult result = Proved();
  result.not_covered.push_back({});
  EXPECT_EQ(ExitCode(result), 3);
}

TEST(ExitCode, UnknownProofWithoutReasonIsUnknown) {
  RunResult result = Proved();
  result.proofs.push_back({});
  EXPECT_EQ(ExitCode(result), 3);
}

TEST(ExitCode, RefutedWithoutFindingIsNeverClean) {
  RunResult result = Proved();
  result.proofs[0].verdict = Verdict::kRefuted;
  EXPECT_EQ(ExitCode(result), 3);
}

TEST(ExitCode, FindingGoesBeforeUnknown) {
  RunResult result = SampleResult();
  ASSERT_FALSE(result.unknown.empty());
  EXPECT_EQ(ExitCode(result), 1);
}

TEST(ExitCode, IncompleteGoesBeforeFinding) {
  RunResult result = SampleResult();
  result.complete = false;
  EXPECT_EQ(ExitCode(result), 2);
}

TEST(ExitCode, ProblemMakesTheRunIncomplete) {
  RunResult result = Proved();
  result.problems.push_back({"a.cc", "does not parse"});
  EXPECT_EQ(ExitCode(result), 2);
}

TEST(ExitCode, SignalGoesBeforeEverything) {
  RunResult result = SampleResult();
  result.complete = false;
  result.signal = 2;
  EXPECT_EQ(ExitCode(result), 130);
}

TEST(PositionBefore, ComparesNumbersAsNumbers) {
  EXPECT_TRUE(PositionBefore("a.cc:9:1", "a.cc:10:1"));
  EXPECT_TRUE(PositionBefore("a.cc:9:2", "a.cc:9:11"));
  EXPECT_FALSE(PositionBefore("b.cc:1:1", "a.cc:2:1"));
  EXPECT_TRUE(PositionBefore("a.cc", "a.cc:1:1"));
}

TEST(Sort, OrderOfCompletionDoesNotShow) {
  RunResult forward = SampleResult();
  forward.units = {{"a.cc", "read"}, {"b.cc", "read"}};
  forward.unknown.push_back({"IL-UNKNOWN-CUT", "p", "x", "a.cc:10:1", "", 1});
  forward.unknown.push_back({"IL-UNKNOWN-CUT", "p", "x", "a.cc:9:1", "", 1});
  RunResult backward = forward;
  std::swap(backward.units[0], backward.units[1]);
  std::swap(backward.unknown[0], backward.unknown[2]);
  Sort(&forward);
  Sort(&backward);
  ASSERT_EQ(forward.unknown.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(forward.unknown[i].position, backward.unknown[i].position);
  }
  EXPECT_EQ(forward.unknown[0].position, "a.cc:9:1");
  EXPECT_EQ(backward.units[0].source, "a.cc");
}

}  // namespace
}  // namespace interlock::report
