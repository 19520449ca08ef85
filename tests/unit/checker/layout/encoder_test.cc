// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/encoder.h"

#include <gtest/gtest.h>

#include <random>

#include "models/smt/solver.h"

namespace interlock::layout {
namespace {

Value Symbol(const std::string& name, std::uint32_t bytes, bool is_unsigned) {
  SymbolInfo info;
  info.name = name;
  info.origin = Origin::kArgument;
  return Value::Symbol(info, bytes, is_unsigned);
}

/// Whether `value` over x = `x` must be `expected`.
bool Proves(const Value& value, std::int64_t x, const Value& symbol, std::int64_t expected) {
  smt::Script script;
  IntegerEncoder encoder(script);
  const Naming naming = SideNames("");
  script.Assert("x", smt::Equal(encoder.Number(symbol, naming), smt::Integer(x)));
  const smt::Expression result = encoder.Number(value, naming);
  EXPECT_TRUE(encoder.lost().empty());
  script.Assert("differs", smt::Not(smt::Equal(result, smt::Integer(expected))));
  smt::Solver solver;
  return solver.Solve(script, 20000).kind == smt::AnswerKind::kUnsat;
}

TEST(IntegerEncoder, BitOperationsWithConstantsAreExact) {
  std::mt19937_64 random(7);
  const Value x = Symbol("x", 4, true);
  for (int i = 0; i < 12; ++i) {
    const auto value = static_cast<std::uint32_t>(random());
    const auto mask = static_cast<std::uint32_t>(random());
    const Value constant = Value::Constant(mask, 4, true);
    const auto make = [&](Operation operation) {
      return Value::Make(operation, {x, constant}, 4, true);
    };
    EXPECT_TRUE(Proves(make(Operation::kAnd), value, x, value & mask)) << value << " " << mask;
    EXPECT_TRUE(Proves(make(Operation::kOr), value, x, value | mask)) << value << " " << mask;
    EXPECT_TRUE(Proves(make(Operation::kXor), value, x, value ^ mask)) << value << " " << mask;
  }
}

TEST(IntegerEncoder, CastsWrapAsTheMachineDoes) {
  const Value x = Symbol("x", 8, false);
  for (const std::int64_t value : {std::int64_t{-1}, std::int64_t{300}, std::int64_t{-129},
                                   INT64_MAX, INT64_MIN, std::int64_t{127}}) {
    const Value byte = Value::Make(Operation::kCast, {x}, 1, true);
    const Value small = Value::Make(Operation::kCast, {x}, 1, false);
    EXPECT_TRUE(Proves(byte, value, x, static_cast<std::uint8_t>(value))) << value;
    EXPECT_TRUE(Proves(small, value, x, static_cast<std::int8_t>(value))) << value;
  }
}

TEST(IntegerEncoder, DivisionTruncatesForEverySignAlsoByUnknownDivisors) {
  const Value x = Symbol("x", 8, false);
  for (const std::int64_t value : {7, -7, 8, -8, 0}) {
    for (const std::int64_t divisor : {3, -3, 8}) {
      const Value constant = Value::Constant(divisor);
      const auto make = [&](Operation operation) {
        return Value::Make(operation, {x, constant}, 8, false);
      };
      EXPECT_TRUE(Proves(make(Operation::kDivide), value, x, value / divisor));
      EXPECT_TRUE(Proves(make(Operation::kRemainder), value, x, value % divisor));
      // The other way round the divisor is what the solver does not know.
      if (value == 0) continue;
      const Value turned = Value::Make(Operation::kDivide, {constant, x}, 8, false);
      EXPECT_TRUE(Proves(turned, value, x, divisor / value)) << divisor << " / " << value;
    }
  }
}

TEST(IntegerEncoder, TwoUnknownBitsAreLostAndSaidToBe) {
  smt::Script script;
  IntegerEncoder encoder(script);
  const Value both =
      Value::Make(Operation::kAnd, {Symbol("x", 4, true), Symbol("y", 4, true)}, 4, true);
  encoder.Number(both, SideNames(""));
  EXPECT_FALSE(encoder.lost().empty());
}

}  // namespace
}  // namespace interlock::layout
