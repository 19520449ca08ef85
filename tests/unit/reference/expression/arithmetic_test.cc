// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/arithmetic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reference/expression/result_type.h"
#include "tests/unit/reference/expression/number_samples.h"

namespace interlock::reference {
namespace {

constexpr ScalarFunction kFunctions[] = {ScalarFunction::kPlus, ScalarFunction::kMinus,
                                         ScalarFunction::kMultiply, ScalarFunction::kMod,
                                         ScalarFunction::kAbs};

WideInteger WideResult(ScalarFunction function, WideInteger a, WideInteger b) {
  switch (function) {
    case ScalarFunction::kPlus:
      return a + b;
    case ScalarFunction::kMinus:
      return a - b;
    case ScalarFunction::kMultiply:
      return a * b;
    case ScalarFunction::kMod:
      return a % b;
    default:
      return a < 0 ? -a : a;
  }
}

/// Returns whether 128 bits do not hold the product.
bool IsTooWide(ScalarFunction function, WideInteger a, WideInteger b) {
  return function == ScalarFunction::kMultiply &&
         std::fabs(static_cast<long double>(a) * static_cast<long double>(b)) > 1e38L;
}

TEST(Arithmetic, OfIntegersIsExactOrAnError) {
  for (const ScalarFunction function : kFunctions) {
    for (const Number a : IntegerSamples()) {
      for (const Number b : IntegerSamples()) {
        if (function == ScalarFunction::kMod && IsZero(b)) continue;
        Number result;
        result.type = ResultType(function, a.type, b.type).value();
        const Status status = ComputeArithmetic(function, a, b, result);
        const bool fits = !IsTooWide(function, Widen(a), Widen(b)) &&
                          Fits(WideResult(function, Widen(a), Widen(b)), result.type);
        ASSERT_EQ(status.code(), fits ? StatusCode::kOk : StatusCode::kOutOfRange)
            << FunctionSignature(function) << " " << NameOf(a.type) << " " << a.word << ", "
            << NameOf(b.type) << " " << b.word;
        if (!fits) continue;
        EXPECT_TRUE(Widen(result) == WideResult(function, Widen(a), Widen(b)))
            << FunctionSignature(function) << " " << a.word << " " << b.word;
      }
    }
  }
}

TEST(Arithmetic, OfMixedSignsIsUnsigned) {
  const struct {
    ScalarFunction function;
    Number a, b;
    const char* result;  // nullptr: does not fit
  } cases[] = {
      {ScalarFunction::kPlus, NumberOf(std::int64_t{-1}), NumberOf(~std::uint64_t{0}),
       "18446744073709551614"},
      {ScalarFunction::kMinus, NumberOf(std::uint64_t{1}), NumberOf(std::int64_t{2}), nullptr},
      {ScalarFunction::kMultiply, NumberOf(std::int64_t{-1}), NumberOf(std::uint64_t{1}), nullptr},
      {ScalarFunction::kMultiply, NumberOf(std::int64_t{-1}), NumberOf(std::uint64_t{0}), "0"},
      {ScalarFunction::kMod, NumberOf(std::int64_t{-7}), NumberOf(std::uint64_t{4}), "-3"},
      {ScalarFunction::kMod, NumberOf(std::uint64_t{7}), NumberOf(std::int64_t{-4}), "3"},
  };
  for (const auto& c : cases) {
    Number result;
    result.type = ResultType(c.function, c.a.type, c.b.type).value();
    const Status status = ComputeArithmetic(c.function, c.a, c.b, result);
    ASSERT_EQ(status.ok(), c.result != nullptr) << FunctionSignature(c.function);
    if (status.ok()) {
      EXPECT_EQ(Value::FromWord(result.type, result.word).ToText(), c.result);
    }
  }
}

TEST(Arithmetic, OfDoublesIsFiniteOrAnError) {
  const double kInfinity = std::numeric_limits<double>::infinity();
  const double kNan = std::numeric_limits<double>::quiet_NaN();
  const struct {
    ScalarFunction function;
    Number a, b;
    double result;  // NaN: an error
  } cases[] = {
      {ScalarFunction::kPlus, NumberOf(0.5), NumberOf(std::int64_t{-2}), -1.5},
      {ScalarFunction::kMinus, NumberOf(~std::uint64_t{0}), NumberOf(0.0), 18446744073709551616.0},
      {ScalarFunction::kMultiply, NumberOf(0.5), NumberOf(0.25), 0.125},
      {ScalarFunction::kMod, NumberOf(-7.5), NumberOf(std::int64_t{2}), -1.5},
      {ScalarFunction::kMod, NumberOf(1.0), NumberOf(kInfinity), 1.0},
      {ScalarFunction::kAbs, NumberOf(-0.5), NumberOf(0.0), 0.5},
      {ScalarFunction::kPlus, NumberOf(1.7e308), NumberOf(1.7e308), kNan},
      {ScalarFunction::kMultiply, NumberOf(-1e200), NumberOf(1e200), kNan},
      {ScalarFunction::kMod, NumberOf(kInfinity), NumberOf(1.0), kNan},
      {ScalarFunction::kAbs, NumberOf(-kInfinity), NumberOf(0.0), kNan},
      {ScalarFunction::kAbs, NumberOf(kNan), NumberOf(0.0), kNan},
  };
  for (const auto& c : cases) {
    Number result;
    result.type = DataType::kDouble;
    const Status status = ComputeArithmetic(c.function, c.a, c.b, result);
    ASSERT_EQ(status.code(), std::isnan(c.result) ? StatusCode::kOutOfRange : StatusCode::kOk)
        << FunctionSignature(c.function) << " " << DoubleOf(c.a) << " " << DoubleOf(c.b);
    if (status.ok()) {
      EXPECT_EQ(DoubleOf(result), c.result) << FunctionSignature(c.function);
    }
  }
}

TEST(Arithmetic, AbsTakesTheSignOffZero) {
  Number result;
  result.type = DataType::kDouble;
  ASSERT_TRUE(ComputeArithmetic(ScalarFunction::kAbs, NumberOf(-0.0), Number(), result).ok());
  EXPECT_FALSE(std::signbit(DoubleOf(result)));
}

}  // namespace
}  // namespace interlock::reference
