// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/solver.h"

#include <gtest/gtest.h>

#include <chrono>

namespace interlock::smt {
namespace {

constexpr std::int64_t kTimeoutMs = 10000;

TEST(Solver, TruncatingDivisionIsThatOfCpp) {
  for (std::int64_t a = -7; a <= 7; ++a) {
    for (const std::int64_t b : {-3, -2, -1, 1, 2, 3, 5}) {
      Script script;
      const Expression x = script.Constant("x");
      script.Assert("x", Equal(x, Integer(a)));
      script.Assert("differs",
                    Not(And({Equal(TruncatingDivide(x, Integer(b)), Integer(a / b)),
                             Equal(TruncatingRemainder(x, Integer(b)), Integer(a % b))})));
      const Answer answer = Solver().Solve(script, kTimeoutMs);
      EXPECT_EQ(answer.kind, AnswerKind::kUnsat) << a << " " << b << " " << answer.reason;
    }
  }
}

TEST(Solver, CoreNamesWhatContradicts) {
  Script script;
  const Expression x = script.Constant("x");
  const Expression y = script.Constant("y");
  script.Assert("beside", Less(Integer(3), y));
  script.Assert("low", Less(x, Integer(3)));
  script.Assert("high", Less(Integer(5), x));
  const Answer answer = Solver().Solve(script, kTimeoutMs);
  EXPECT_EQ(answer.kind, AnswerKind::kUnsat);
  EXPECT_EQ(answer.core, std::vector<std::string>({"low", "high"}));
}

TEST(Solver, ModelSatisfiesTheScriptInBothWays) {
  for (const bool nonlinear : {false, true}) {
    Script script;
    const Expression x = script.Constant("x");
    const Expression y = script.Constant("y");
    script.Assert("big", Less(Integer(-40), y));
    script.Assert("small", Less(y, Integer(-38)));
    script.Assert("sum", Equal(nonlinear ? Multiply(x, y) : Add(x, y), Integer(39)));
    const Answer answer = Solver().Solve(script, kTimeoutMs);
    ASSERT_EQ(answer.kind, AnswerKind::kSat) << answer.reason;
    EXPECT_EQ(answer.model.at("y"), "-39");
    EXPECT_EQ(answer.model.at("x"), nonlinear ? "-1" : "78");
    EXPECT_EQ(script.nonlinear(), nonlinear);
  }
}

TEST(Solver, TimeLimitHoldsForNonlinearArithmetic) {
  Script script;
  Expression sum = Integer(0);
  for (const char* name : {"x", "y", "z"}) {
    const Expression x = script.Constant(name);
    sum = Add(sum, Multiply(x, Multiply(x, x)));
  }
  script.Assert("cubes", Equal(sum, Integer(114)));
  const auto start = std::chrono::steady_clock::now();
  const Answer answer = Solver().Solve(script, 300);
  const auto elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(answer.kind, AnswerKind::kUnknown);
  EXPECT_TRUE(answer.timed_out);
  EXPECT_LT(elapsed, std::chrono::seconds(3));
}

TEST(Solver, MalformedScriptIsUnknownNotACrash) {
  Script script;
  script.Assert("bad", Expression("(< undeclared 3)"));
  const Answer answer = Solver().Solve(script, kTimeoutMs);
  EXPECT_EQ(answer.kind, AnswerKind::kUnknown);
  EXPECT_NE(answer.reason.find("solver error"), std::string::npos) << answer.reason;
  // The solver is still usable.
  Script good;
  good.Assert("x", Less(good.Constant("x"), Integer(0)));
  EXPECT_EQ(Solver().Solve(good, kTimeoutMs).kind, AnswerKind::kSat);
}

TEST(Expression, LiteralsAreExactAtTheEdges) {
  EXPECT_EQ(Integer(INT64_MIN).text(), "(- 9223372036854775808)");
  EXPECT_EQ(PowerOfTwo(64).text(), "18446744073709551616");
  EXPECT_EQ(PowerOfTwo(62).text(), "4611686018427387904");
  EXPECT_EQ(Add(Integer(INT64_MAX), Integer(1)).text(), "(+ 9223372036854775807 1)");
  EXPECT_FALSE(Multiply(PowerOfTwo(64), Expression("x")).nonlinear());
  EXPECT_TRUE(Multiply(Expression("y"), Expression("x")).nonlinear());
  EXPECT_TRUE(EuclideanDivide(Expression("y"), Expression("x")).nonlinear());
}

}  // namespace
}  // namespace interlock::smt
