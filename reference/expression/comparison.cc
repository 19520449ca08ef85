// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/comparison.h"

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr double kTwoTo64 = 18446744073709551616.0;

int CompareIntegers(SignedMagnitude a, SignedMagnitude b) {
  if (a.is_negative != b.is_negative) return a.is_negative ? -1 : 1;
  if (a.magnitude == b.magnitude) return 0;
  return (a.magnitude < b.magnitude) != a.is_negative ? -1 : 1;
}

int CompareDoubles(double a, double b) {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a == b) return 0;
  const bool a_is_nan = a != a;
  const bool b_is_nan = b != b;
  if (a_is_nan == b_is_nan) return 0;
  return a_is_nan ? 1 : -1;
}

/// Compares without rounding: the whole part of a double below 2^64 is an integer of 64 bits.
int CompareIntegerWithDouble(SignedMagnitude a, double b) {
  if (b != b || b >= kTwoTo64) return -1;
  if (b <= -kTwoTo64) return 1;
  SignedMagnitude whole;
  whole.is_negative = b < 0;
  const double size = whole.is_negative ? -b : b;
  whole.magnitude = static_cast<std::uint64_t>(size);
  if (whole.magnitude == 0) whole.is_negative = false;
  const int order = CompareIntegers(a, whole);
  if (order != 0 || static_cast<double>(whole.magnitude) == size) return order;
  return b < 0 ? 1 : -1;  // the fraction decides
}

}  // namespace

int CompareNumbers(Number first, Number second) {
  const bool first_is_double = first.type == DataType::kDouble;
  const bool second_is_double = second.type == DataType::kDouble;
  if (first_is_double && second_is_double) {
    return CompareDoubles(DoubleOf(first), DoubleOf(second));
  }
  if (second_is_double) return CompareIntegerWithDouble(MagnitudeOf(first), DoubleOf(second));
  if (first_is_double) return -CompareIntegerWithDouble(MagnitudeOf(second), DoubleOf(first));
  return CompareIntegers(MagnitudeOf(first), MagnitudeOf(second));
}

int CompareBytes(const char* first, std::size_t first_length_bytes, const char* second,
                 std::size_t second_length_bytes) {
  for (std::size_t i = 0; i < first_length_bytes && i < second_length_bytes; ++i) {
    if (first[i] == second[i]) continue;
    return static_cast<unsigned char>(first[i]) < static_cast<unsigned char>(second[i]) ? -1 : 1;
  }
  if (first_length_bytes == second_length_bytes) return 0;
  return first_length_bytes < second_length_bytes ? -1 : 1;
}

bool HoldsFor(ScalarFunction function, int order) {
  switch (function) {
    case ScalarFunction::kEqual:
    case ScalarFunction::kNullSafeEqual:
      return order == 0;
    case ScalarFunction::kNotEqual:
      return order != 0;
    case ScalarFunction::kLess:
      return order < 0;
    case ScalarFunction::kLessOrEqual:
      return order <= 0;
    case ScalarFunction::kGreater:
      return order > 0;
    case ScalarFunction::kGreaterOrEqual:
      return order >= 0;
    default:
      break;
  }
  IL_CHECK(IsComparison(function));
  return false;
}

}  // namespace interlock::reference
