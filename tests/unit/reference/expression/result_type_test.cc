// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/result_type.h"

#include <gtest/gtest.h>

#include "reference/expression/rewriter.h"

namespace interlock::reference {
namespace {

constexpr DataType kI = DataType::kInt64;
constexpr DataType kU = DataType::kUint64;
constexpr DataType kD = DataType::kDouble;
constexpr DataType kB = DataType::kBytes;

/// Columns i, u, d, b of the four types.
class ResultTypeTest : public testing::Test {
 protected:
  Expression Parse(const std::string& text) {
    StatusOr<Expression> expression = Rewriter(session_, column_names_).Rewrite(text);
    EXPECT_TRUE(expression.ok()) << text;
    return expression.ok() ? expression.value() : Expression();
  }

  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  const std::vector<std::string> column_names_{"i", "u", "d", "b"};
  const std::vector<DataType> types_{kI, kU, kD, kB};
};

TEST_F(ResultTypeTest, FollowsFromTheTypesOfTheColumns) {
  const struct {
    const char* text;
    DataType type;
  } cases[] = {{"i + i", kI},      {"i + u", kU},       {"u * i", kU},    {"u - d", kD},
               {"d + i", kD},      {"i % u", kI},       {"u % i", kU},    {"i % d", kD},
               {"abs(i)", kI},     {"abs(u)", kU},      {"abs(d)", kD},   {"u < i", kI},
               {"u = d", kI},      {"b <= b", kI},      {"b <=> b", kI},  {"b IS NULL", kI},
               {"d AND u", kI},    {"NOT d", kI},       {"b", kB},        {"'x'", kB},
               {"NULL", kI},       {"u + NULL", kU},    {"NULL * d", kD}, {"b = NULL", kI},
               {"NULL <=> b", kI}, {"'x' < b OR d", kI}};
  for (const auto& c : cases) {
    const StatusOr<std::vector<DataType>> types = NodeTypes(Parse(c.text), types_);
    ASSERT_TRUE(types.ok()) << c.text;
    EXPECT_EQ(types.value().back(), c.type) << c.text;
    EXPECT_TRUE(CheckExpression(Parse(c.text), types_).ok()) << c.text;
  }
}

TEST_F(ResultTypeTest, RefusesWhatFunctionsDoNotTake) {
  const char* const texts[] = {
      "i = b",    "b <=> u",  "b < 1",       "'x' = 1", "b + b",
      "abs(b)",   "i % b",    "NOT b",       "b AND 1", "0 AND b",
      "1 OR 'x'", "b * NULL", "NULL OR 'x'", "NOT 'x'", "i < (b = 'x') + b"};
  for (const char* text : texts) {
    EXPECT_EQ(CheckExpression(Parse(text), types_).code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST_F(ResultTypeTest, RefusesColumnsThatAreNotThere) {
  EXPECT_EQ(CheckExpression(Parse("b IS NULL"), {kI, kU, kD}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckExpression(Expression(), types_).code(), StatusCode::kInvalidArgument);
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kColumn;
  Expression expression;
  expression.Append(node);  // column -1
  EXPECT_EQ(CheckExpression(expression, types_).code(), StatusCode::kInvalidArgument);
}

TEST_F(ResultTypeTest, RefusesBytesAsACondition) {
  EXPECT_TRUE(CheckCondition(Parse("d"), types_).ok());
  EXPECT_TRUE(CheckCondition(Parse("NULL"), types_).ok());
  EXPECT_EQ(CheckCondition(Parse("b"), types_).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckCondition(Parse("b = 1"), types_).code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace interlock::reference
