// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/comparison.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/reference/expression/number_samples.h"

namespace interlock::reference {
namespace {

int Compare(const std::string& first, const std::string& second) {
  return CompareBytes(first.data(), first.size(), second.data(), second.size());
}

TEST(Comparison, OrdersNumbersOfAllTypesExactly) {
  const std::vector<Number> samples = NumberSamples();
  for (const Number a : samples) {
    for (const Number b : samples) {
      EXPECT_EQ(CompareNumbers(a, b), WideOrder(a, b))
          << NameOf(a.type) << " " << a.word << ", " << NameOf(b.type) << " " << b.word;
    }
  }
}

TEST(Comparison, DoesNotRoundIntegersToDoubles) {
  EXPECT_EQ(CompareNumbers(NumberOf(std::int64_t{9007199254740993}), NumberOf(9007199254740992.0)),
            1);
  EXPECT_EQ(CompareNumbers(NumberOf(std::int64_t{-1}), NumberOf(~std::uint64_t{0})), -1);
  EXPECT_EQ(CompareNumbers(NumberOf(~std::uint64_t{0}), NumberOf(18446744073709551616.0)), -1);
}

TEST(Comparison, OrdersBytesAsUnsignedAndPrefixesFirst) {
  const std::string ordered[] = {std::string(), std::string("\0", 1), "A", "AA", "B", "a", "\x80",
                                 "\xff"};
  for (std::size_t i = 0; i < std::size(ordered); ++i) {
    for (std::size_t k = 0; k < std::size(ordered); ++k) {
      EXPECT_EQ(Compare(ordered[i], ordered[k]), i < k ? -1 : (i > k ? 1 : 0)) << i << " " << k;
    }
  }
}

TEST(Comparison, HoldsForTheOrdersItNames) {
  const struct {
    ScalarFunction function;
    bool less, equal, greater;
  } cases[] = {{ScalarFunction::kEqual, false, true, false},
               {ScalarFunction::kNotEqual, true, false, true},
               {ScalarFunction::kLess, true, false, false},
               {ScalarFunction::kLessOrEqual, true, true, false},
               {ScalarFunction::kGreater, false, false, true},
               {ScalarFunction::kGreaterOrEqual, false, true, true},
               {ScalarFunction::kNullSafeEqual, false, true, false}};
  for (const auto& c : cases) {
    EXPECT_TRUE(IsComparison(c.function));
    EXPECT_EQ(HoldsFor(c.function, -1), c.less) << FunctionSignature(c.function);
    EXPECT_EQ(HoldsFor(c.function, 0), c.equal) << FunctionSignature(c.function);
    EXPECT_EQ(HoldsFor(c.function, 1), c.greater) << FunctionSignature(c.function);
  }
}

}  // namespace
}  // namespace interlock::reference
