// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/rewriter.h"

#include <gtest/gtest.h>

namespace interlock::reference {
namespace {

class RewriterTest : public testing::Test {
 protected:
  StatusOr<Expression> Rewrite(const std::string& text) {
    return Rewriter(session_, column_names_).Rewrite(text);
  }
  /// Value of `text` for a = 7, b = -2, as text; the error's code if there is none.
  std::string Evaluate(const std::string& text) {
    const StatusOr<Expression> expression = Rewrite(text);
    if (!expression.ok()) return "error " + Code(expression.status());
    const Row row{Value(std::int64_t{7}), Value(std::int64_t{-2})};
    const StatusOr<Value> value = expression.value().Evaluate(row);
    return value.ok() ? value.value().ToText() : "error " + Code(value.status());
  }
  static std::string Code(const Status& status) {
    return std::to_string(static_cast<int>(status.code()));
  }

  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  const std::vector<std::string> column_names_{"a", "b"};
};

TEST_F(RewriterTest, EvaluatesWhatTheTextMeans) {
  const struct {
    const char* text;
    const char* value;
  } cases[] = {{"a", "7"},
               {"MOD(a, 4)", "3"},
               {"abs(b)", "2"},
               {"a + b * 3", "1"},
               {"(a + b) * 3", "15"},
               {"a - b - 1", "8"},
               {"a % 4 * 10", "30"},
               {"mod(abs(b * 5), a - 3)", "2"},
               {"-3 + a", "4"},
               {"a - -3", "10"},
               {"((a))", "7"},
               {"mod(a, 0)", "NULL"}};
  for (const auto& c : cases) EXPECT_EQ(Evaluate(c.text), c.value) << c.text;
}

TEST_F(RewriterTest, BindsOperatorsFromLooseToTight) {
  const struct {
    const char* text;
    const char* value;
  } cases[] = {{"a < b AND b IS NULL OR NOT b = 3", "1"},
               {"1 OR 1 AND 0", "1"},
               {"(1 OR 1) AND 0", "0"},
               {"NOT 0 AND 0", "0"},
               {"NOT (0 AND 0)", "1"},
               {"not not a", "1"},
               {"NOT a IS NULL", "1"},
               {"NOT NULL", "NULL"},
               {"0 AND NOT a", "0"},
               {"a + b IS NULL", "0"},
               {"a IS NOT NULL", "1"},
               {"NULL Is Null", "1"},
               {"a = NULL IS NULL", "1"},
               {"isnull(b)", "0"},
               {"a = b + 9", "1"},
               {"a <> 7", "0"},
               {"a != 8", "1"},
               {"b<a", "1"},
               {"a<=7", "1"},
               {"a>=8", "0"},
               {"a>-3", "1"},
               {"NULL<=>NULL", "1"},
               {"a <=> NULL", "0"},
               {"3 > 2 > 1", "0"},
               {"'it''s'", "\"it's\""},
               {"'' = ''", "1"},
               {"'a' < 'B'", "0"},
               {"NULL", "NULL"}};
  for (const auto& c : cases) EXPECT_EQ(Evaluate(c.text), c.value) << c.text;
}

TEST_F(RewriterTest, RefusesMalformedConditions) {
  const char* const texts[] = {"a AND",     "AND a",     "a NOT b", "a IS",      "a IS 3",
                               "a IS NOT",  "NOT",       "a = ",    "a = NOT b", "1 + NOT a",
                               "a ! b",     "a =! b",    "a = = b", "a < > b",   "'x",
                               "'x''",      "a 'x'",     "'x' 'y'", "null(a)",   "is",
                               "a OR OR b", "and(a, b)", "a => b",  "NULL NULL"};
  for (const char* text : texts) {
    EXPECT_EQ(Rewrite(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST_F(RewriterTest, RefusesTextOutsideTheGrammar) {
  const char* const texts[] = {"",       " ",    "a +",     "+ a",     "(a",
                               "a)",     "a b",  "mod(a,)", "mod(,a)", "mod(a",
                               "(a, b)", "a, b", "a ? b",   "mod()",   "mod(a, b, a)",
                               "1 2",    "- a",  "a (b)",   "mod a",   "abs(a, b)"};
  for (const char* text : texts) {
    EXPECT_FALSE(Rewrite(text).ok()) << text;
  }
}

TEST_F(RewriterTest, RefusesUnknownNamesAndWideIntegers) {
  EXPECT_EQ(Rewrite("c").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Rewrite("sin(a)").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Rewrite("9223372036854775808").status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(Evaluate("9223372036854775807"), "9223372036854775807");
}

TEST_F(RewriterTest, FoldsConstantsAndCountsThemAllTheSame) {
  const StatusOr<Expression> expression = Rewrite("mod(1 + 2, 2)");
  ASSERT_TRUE(expression.ok());
  const Expression& folded = expression.value();
  EXPECT_EQ(folded.NodeAt(folded.node_count() - 1).kind, ExpressionNodeKind::kConstant);
  const FunctionUsageCounts expected{{"ModInt", 1}, {"PlusInt", 1}};
  EXPECT_EQ(session_.function_usage().Copy(), expected);
}

TEST_F(RewriterTest, LeavesAFoldThatFailsToEvaluation) {
  EXPECT_TRUE(Rewrite("9223372036854775807 + 1").ok());
  EXPECT_EQ(Evaluate("9223372036854775807 + 1"),
            "error " + std::to_string(static_cast<int>(StatusCode::kOutOfRange)));
}

TEST_F(RewriterTest, DoesNotFoldAwayAWrongType) {
  const std::string error =
      "error " + std::to_string(static_cast<int>(StatusCode::kInvalidArgument));
  EXPECT_EQ(Evaluate("1 = 'x'"), error);
  EXPECT_EQ(Evaluate("'x' + NULL"), error);
  EXPECT_EQ(Evaluate("'x' = NULL"), "NULL");
}

TEST_F(RewriterTest, KnowsWhichColumnsMatter) {
  EXPECT_TRUE(Rewrite("mod(a, 4)").value().DependsOnlyOn(0));
  EXPECT_FALSE(Rewrite("mod(a, b)").value().DependsOnlyOn(0));
  EXPECT_FALSE(Rewrite("4").value().DependsOnlyOn(0));
}

TEST_F(RewriterTest, HashCodeFollowsTheStructure) {
  StatusOr<Expression> a = Rewrite("mod(a, 4)");
  StatusOr<Expression> same = Rewrite("MOD( a,4 )");
  StatusOr<Expression> other = Rewrite("mod(b, 4)");
  const std::uint64_t hash = a.value().HashCode();
  EXPECT_EQ(hash, a.value().HashCode());
  EXPECT_EQ(hash, same.value().HashCode());
  EXPECT_NE(hash, other.value().HashCode());
}

}  // namespace
}  // namespace interlock::reference
