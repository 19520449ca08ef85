// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/truth_value.h"

#include <gtest/gtest.h>

#include <limits>

#include "reference/expression/rewriter.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

/// Columns a, c (int64), u (uint64), d (double), s (bytes).
class TruthValueTest : public testing::Test {
 protected:
  TruthValueTest() {
    chunk_.Reset({DataType::kInt64, DataType::kInt64, DataType::kUint64, DataType::kDouble,
                  DataType::kBytes});
  }

  void AppendRow(const Value& a, const Value& c) {
    chunk_.AppendRow({a, c, Value(~std::uint64_t{0}), Value(0.5), Value(std::string("x"))});
  }

  Expression Parse(const std::string& text) {
    StatusOr<Expression> expression = Rewriter(session_, column_names_).Rewrite(text);
    EXPECT_TRUE(expression.ok()) << text;
    return expression.ok() ? expression.value() : Expression();
  }

  /// One letter per row: F, T, N; the error's code if there is one.
  std::string Truths(const std::string& text) {
    std::vector<TruthValue> truths;
    const Status status = EvaluateTruth(Parse(text), chunk_, truths);
    if (!status.ok()) return "error " + std::to_string(static_cast<int>(status.code()));
    std::string letters;
    for (const TruthValue truth : truths) letters += "FTN"[static_cast<int>(truth)];
    return letters;
  }

  static std::string Error(StatusCode code) {
    return "error " + std::to_string(static_cast<int>(code));
  }

  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  const std::vector<std::string> column_names_{"a", "c", "u", "d", "s"};
  Chunk chunk_;
};

TEST_F(TruthValueTest, FollowsThreeValuedLogic) {
  const Value values[] = {Value(std::int64_t{0}), Value(std::int64_t{7}), Value()};
  for (const Value& a : values) {
    for (const Value& c : values) AppendRow(a, c);
  }
  EXPECT_EQ(Truths("a"), "FFFTTTNNN");
  EXPECT_EQ(Truths("c"), "FTNFTNFTN");
  EXPECT_EQ(Truths("a AND c"), "FFFFTNFNN");
  EXPECT_EQ(Truths("a OR c"), "FTNTTTNTN");
  EXPECT_EQ(Truths("NOT a"), "TTTFFFNNN");
  EXPECT_EQ(Truths("a = c"), "TFNFTNNNN");
  EXPECT_EQ(Truths("a <=> c"), "TFFFTFFFT");
  EXPECT_EQ(Truths("a IS NULL"), "FFFFFFTTT");
  EXPECT_EQ(Truths("c IS NOT NULL"), "TTFTTFTTF");
  EXPECT_EQ(Truths("a + c"), "FTNTTNNNN");
  EXPECT_EQ(Truths("c % a"), "NNNFFNNNN");
}

TEST_F(TruthValueTest, TakesAnyNumberForACondition) {
  AppendRow(Value(std::int64_t{1}), Value());
  EXPECT_EQ(Truths("u"), "T");
  EXPECT_EQ(Truths("d"), "T");
  EXPECT_EQ(Truths("d - d"), "F");
  EXPECT_EQ(Truths("d * 0 * -1"), "F");  // -0.0
  EXPECT_EQ(Truths("NULL"), "N");
  EXPECT_EQ(Truths("1"), "T");
  EXPECT_EQ(Truths("a < u AND d < a AND s = 'x' AND s > 'abc'"), "T");
  EXPECT_EQ(Truths("s"), Error(StatusCode::kInvalidArgument));
}

TEST_F(TruthValueTest, FailsIfARowFailsThoughTheOtherArgumentDecides) {
  AppendRow(Value(kMax), Value(std::int64_t{0}));
  EXPECT_EQ(Truths("c AND a + 1"), Error(StatusCode::kOutOfRange));
  EXPECT_EQ(Truths("1 OR a * a = 0"), Error(StatusCode::kOutOfRange));
  EXPECT_EQ(Truths("c AND a - 1"), "F");
}

TEST_F(TruthValueTest, ChecksTypesBeforeRows) {
  EXPECT_EQ(Truths("a = s"), Error(StatusCode::kInvalidArgument));
  EXPECT_EQ(Truths("a = c"), "");
  AppendRow(Value(kMax), Value());
  EXPECT_EQ(Truths("a + 1 = s"), Error(StatusCode::kInvalidArgument));
}

TEST_F(TruthValueTest, GivesOneCellPerRowOfTheResultType) {
  AppendRow(Value(std::int64_t{-1}), Value(std::int64_t{2}));
  AppendRow(Value(), Value(std::int64_t{3}));
  const struct {
    const char* text;
    DataType type;
    const char* cells[2];
  } cases[] = {{"a", DataType::kInt64, {"-1", "NULL"}},
               {"s", DataType::kBytes, {"\"x\"", "\"x\""}},
               {"'it''s'", DataType::kBytes, {"\"it's\"", "\"it's\""}},
               {"NULL", DataType::kInt64, {"NULL", "NULL"}},
               {"a + u", DataType::kUint64, {"18446744073709551614", "NULL"}},
               {"c * d", DataType::kDouble, {"1", "1.5"}},
               {"abs(a) < c", DataType::kInt64, {"1", "NULL"}}};
  for (const auto& c : cases) {
    Column result(DataType::kBytes);
    ASSERT_TRUE(EvaluateColumn(Parse(c.text), chunk_, result).ok()) << c.text;
    EXPECT_EQ(result.type(), c.type) << c.text;
    ASSERT_EQ(result.row_count(), 2) << c.text;
    for (std::int64_t row = 0; row < 2; ++row) {
      EXPECT_EQ(result.ValueAt(row).ToText(), c.cells[row]) << c.text;
    }
  }
}

TEST_F(TruthValueTest, CollectsAndRemapsColumns) {
  const Expression expression = Parse("c < 3 AND (a < c OR s = 'x')");
  std::vector<std::int64_t> columns{4};
  CollectColumns(expression, columns);
  EXPECT_EQ(columns, (std::vector<std::int64_t>{4, 1, 0}));
  const Expression remapped = RemapColumns(expression, {1, 0, -1, -1, 2});
  columns.clear();
  CollectColumns(remapped, columns);
  EXPECT_EQ(columns, (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_EQ(remapped.node_count(), expression.node_count());
}

}  // namespace
}  // namespace interlock::reference
