// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/number.h"

#include <cstring>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

}  // namespace

SignedMagnitude MagnitudeOf(Number number) {
  IL_CHECK(IsInteger(number.type));
  SignedMagnitude integer;
  integer.is_negative = number.type == DataType::kInt64 && (number.word & kSignBit) != 0;
  integer.magnitude = integer.is_negative ? 0 - number.word : number.word;
  return integer;
}

bool WordOf(SignedMagnitude integer, DataType type, std::uint64_t& word) {
  IL_CHECK(IsInteger(type));
  const bool is_negative = integer.is_negative && integer.magnitude != 0;
  if (type == DataType::kUint64) {
    if (is_negative) return false;
  } else if (is_negative ? integer.magnitude > kSignBit : integer.magnitude >= kSignBit) {
    return false;
  }
  word = is_negative ? 0 - integer.magnitude : integer.magnitude;
  return true;
}

double DoubleOf(Number number) {
  IL_CHECK(IsFixed(number.type));
  if (number.type == DataType::kDouble) {
    double result = 0;
    static_assert(sizeof(result) == sizeof(number.word));
    std::memcpy(&result, &number.word, sizeof(result));
    return result;
  }
  if (number.type == DataType::kUint64) return static_cast<double>(number.word);
  return static_cast<double>(static_cast<std::int64_t>(number.word));
}

Number NumberOf(double number) {
  Number result;
  result.type = DataType::kDouble;
  std::memcpy(&result.word, &number, sizeof(number));
  return result;
}

bool IsZero(Number number) {
  IL_CHECK(IsFixed(number.type));
  return number.type == DataType::kDouble ? DoubleOf(number) == 0 : number.word == 0;
}

}  // namespace interlock::reference
