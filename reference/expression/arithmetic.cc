// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/arithmetic.h"

#include <cfloat>
#include <cmath>

namespace interlock::reference {
namespace {

constexpr std::uint64_t kMaxMagnitude = ~std::uint64_t{0};

Status DoesNotFit(ScalarFunction function, DataType type) {
  return OutOfRange("result does not fit in 64 bits: function=" + FunctionSignature(function) +
                    " type=" + NameOf(type));
}

/// The three below return whether the magnitude of the result fits in 64 bits; one that does not
/// fits no type.
bool Add(SignedMagnitude a, SignedMagnitude b, SignedMagnitude& sum) {
  if (a.is_negative == b.is_negative) {
    if (a.magnitude > kMaxMagnitude - b.magnitude) return false;
    sum.is_negative = a.is_negative;
    sum.magnitude = a.magnitude + b.magnitude;
  } else if (a.magnitude >= b.magnitude) {
    sum.is_negative = a.is_negative;
    sum.magnitude = a.magnitude - b.magnitude;
  } else {
    sum.is_negative = b.is_negative;
    sum.magnitude = b.magnitude - a.magnitude;
  }
  return true;
}

bool Multiply(SignedMagnitude a, SignedMagnitude b, SignedMagnitude& product) {
  if (b.magnitude != 0 && a.magnitude > kMaxMagnitude / b.magnitude) return false;
  product.is_negative = a.is_negative != b.is_negative;
  product.magnitude = a.magnitude * b.magnitude;
  return true;
}

bool ComputeMagnitude(ScalarFunction function, SignedMagnitude a, SignedMagnitude b,
                      SignedMagnitude& result) {
  switch (function) {
    case ScalarFunction::kPlus:
      return Add(a, b, result);
    case ScalarFunction::kMinus:
      b.is_negative = !b.is_negative;
      return Add(a, b, result);
    case ScalarFunction::kMultiply:
      return Multiply(a, b, result);
    case ScalarFunction::kMod:
      if (b.magnitude == 0) return false;
      result.is_negative = a.is_negative;
      result.magnitude = a.magnitude % b.magnitude;
      return true;
    case ScalarFunction::kAbs:
      result.magnitude = a.magnitude;
      return true;
    default:
      return false;
  }
}

/// Returns whether the result is a finite number.
bool ComputeDouble(ScalarFunction function, double a, double b, double& result) {
  switch (function) {
    case ScalarFunction::kPlus:
      result = a + b;
      break;
    case ScalarFunction::kMinus:
      result = a - b;
      break;
    case ScalarFunction::kMultiply:
      result = a * b;
      break;
    case ScalarFunction::kMod:
      result = std::fmod(a, b);
      break;
    case ScalarFunction::kAbs:
      result = a < 0 ? -a : a + 0.0;  // + 0.0 takes the sign off -0.0
      break;
    default:
      return false;
  }
  return result >= -DBL_MAX && result <= DBL_MAX;
}

}  // namespace

Status ComputeArithmetic(ScalarFunction function, Number first, Number second, Number& result) {
  IL_CHECK(IsArithmetic(function));
  const bool is_unary = ArgumentCount(function) == 1;
  IL_CHECK(function != ScalarFunction::kMod || !IsZero(second));
  if (result.type == DataType::kDouble) {
    double number = 0;
    if (!ComputeDouble(function, DoubleOf(first), is_unary ? 0 : DoubleOf(second), number)) {
      return DoesNotFit(function, result.type);
    }
    result.word = NumberOf(number).word;
    return Status();
  }
  SignedMagnitude magnitude;
  if (!ComputeMagnitude(function, MagnitudeOf(first),
                        is_unary ? SignedMagnitude() : MagnitudeOf(second), magnitude) ||
      !WordOf(magnitude, result.type, result.word)) {
    return DoesNotFit(function, result.type);
  }
  return Status();
}

}  // namespace interlock::reference
