// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/scalar_function.h"

#include <gtest/gtest.h>

#include <limits>

namespace interlock::reference {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

TEST(ScalarFunction, FindsByNameAndArgumentCount) {
  EXPECT_EQ(FindScalarFunction("mod", 2).value(), ScalarFunction::kMod);
  EXPECT_EQ(FindScalarFunction("%", 2).value(), ScalarFunction::kMod);
  EXPECT_EQ(FindScalarFunction("abs", 1).value(), ScalarFunction::kAbs);
  EXPECT_EQ(FindScalarFunction("mod", 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(FindScalarFunction("<=>", 2).value(), ScalarFunction::kNullSafeEqual);
  EXPECT_EQ(FindScalarFunction("!=", 2).value(), FindScalarFunction("<>", 2).value());
  EXPECT_EQ(FindScalarFunction("isnull", 1).value(), ScalarFunction::kIsNull);
  EXPECT_EQ(FindScalarFunction("not", 2).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(FindScalarFunction("sin", 1).status().code(), StatusCode::kNotFound);
}

TEST(ScalarFunction, ComputesIntegers) {
  const struct {
    ScalarFunction function;
    std::int64_t a, b, result;
  } cases[] = {
      {ScalarFunction::kMod, 7, 4, 3},
      {ScalarFunction::kMod, -7, 4, -3},
      {ScalarFunction::kMod, kMin, -1, 0},
      {ScalarFunction::kAbs, -7, 0, 7},
      {ScalarFunction::kAbs, kMax, 0, kMax},
      {ScalarFunction::kPlus, kMax, kMin, -1},
      {ScalarFunction::kMinus, kMin, kMin, 0},
      {ScalarFunction::kMultiply, -3, 4, -12},
      {ScalarFunction::kMultiply, kMin, 1, kMin},
      {ScalarFunction::kMultiply, 0, kMin, 0},
  };
  for (const auto& c : cases) {
    const StatusOr<Value> value = ApplyScalarFunction(c.function, Value(c.a), Value(c.b));
    ASSERT_TRUE(value.ok()) << FunctionSignature(c.function) << " " << c.a << " " << c.b;
    EXPECT_EQ(value.value().integer(), c.result) << FunctionSignature(c.function);
  }
}

TEST(ScalarFunction, RefusesResultsThatDoNotFit) {
  const struct {
    ScalarFunction function;
    std::int64_t a, b;
  } cases[] = {
      {ScalarFunction::kAbs, kMin, 0},       {ScalarFunction::kPlus, kMax, 1},
      {ScalarFunction::kPlus, kMin, -1},     {ScalarFunction::kMinus, 0, kMin},
      {ScalarFunction::kMinus, kMin, 1},     {ScalarFunction::kMultiply, kMin, -1},
      {ScalarFunction::kMultiply, -1, kMin}, {ScalarFunction::kMultiply, kMax, 2},
      {ScalarFunction::kMultiply, kMax, -2}, {ScalarFunction::kMultiply, kMin, 2},
      {ScalarFunction::kMultiply, 2, kMin},  {ScalarFunction::kMultiply, kMin, kMin},
  };
  for (const auto& c : cases) {
    const StatusOr<Value> value = ApplyScalarFunction(c.function, Value(c.a), Value(c.b));
    EXPECT_EQ(value.status().code(), StatusCode::kOutOfRange)
        << FunctionSignature(c.function) << " " << c.a << " " << c.b;
  }
}

TEST(ScalarFunction, ProductAgreesWithWideArithmetic) {
  const std::int64_t samples[] = {kMin, kMin + 1, -3037000500, -2, -1, 0, 1, 2, 3037000500, kMax};
  for (const std::int64_t a : samples) {
    for (const std::int64_t b : samples) {
      __extension__ const __int128 wide = static_cast<__int128>(a) * b;
      const bool fits = wide >= kMin && wide <= kMax;
      EXPECT_EQ(ApplyScalarFunction(ScalarFunction::kMultiply, Value(a), Value(b)).ok(), fits)
          << a << " * " << b;
    }
  }
}

TEST(ScalarFunction, NullAndZeroDivisorGiveNull) {
  const Value one(std::int64_t{1});
  EXPECT_TRUE(ApplyScalarFunction(ScalarFunction::kPlus, Value(), one).value().is_null());
  EXPECT_TRUE(ApplyScalarFunction(ScalarFunction::kPlus, one, Value()).value().is_null());
  const Value zero(std::int64_t{0});
  EXPECT_TRUE(ApplyScalarFunction(ScalarFunction::kMod, one, zero).value().is_null());
}

TEST(ScalarFunction, RefusesBytes) {
  const Value text(std::string("x"));
  EXPECT_EQ(ApplyScalarFunction(ScalarFunction::kAbs, text, Value()).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace interlock::reference
