// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Numbers at the edges of the three fixed types, and what they are in a wider type.
//
// Thread safety: free functions without state; safe from any thread.

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "reference/expression/number.h"

namespace interlock::reference {

__extension__ using WideInteger = __int128;

// On this machine a long double has 64 bits of mantissa: every number of the three types is one.
static_assert(std::numeric_limits<long double>::digits >= 64);

inline Number NumberOf(std::int64_t integer) {
  return Number{DataType::kInt64, static_cast<std::uint64_t>(integer)};
}

inline Number NumberOf(std::uint64_t integer) { return Number{DataType::kUint64, integer}; }

inline std::vector<Number> IntegerSamples() {
  std::vector<Number> samples;
  const std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t i :
       {kMin, kMin + 1, std::int64_t{-9007199254740993}, std::int64_t{-3}, std::int64_t{-1},
        std::int64_t{0}, std::int64_t{1}, std::int64_t{2}, std::int64_t{3037000500},
        std::int64_t{9007199254740993}, kMax - 1, kMax}) {
    samples.push_back(NumberOf(i));
    samples.push_back(NumberOf(static_cast<std::uint64_t>(i)));
  }
  return samples;
}

inline std::vector<Number> NumberSamples() {
  std::vector<Number> samples = IntegerSamples();
  const double kInfinity = std::numeric_limits<double>::infinity();
  for (const double d : {-kInfinity,
                         -1e300,
                         -18446744073709551616.0,
                         -9223372036854777856.0,
                         -9223372036854775808.0,
                         -9007199254740992.0,
                         -1.5,
                         -0.5,
                         -0.0,
                         0.0,
                         5e-324,
                         0.5,
                         1.0,
                         2.5,
                         9007199254740992.0,
                         9223372036854774784.0,
                         9223372036854775808.0,
                         18446744073709549568.0,
                         18446744073709551616.0,
                         1e300,
                         kInfinity,
                         std::numeric_limits<double>::quiet_NaN()}) {
    samples.push_back(NumberOf(d));
  }
  return samples;
}

inline WideInteger Widen(Number integer) {
  if (integer.type == DataType::kUint64) return static_cast<WideInteger>(integer.word);
  return static_cast<WideInteger>(static_cast<std::int64_t>(integer.word));
}

inline long double WidenToReal(Number number) {
  if (number.type == DataType::kDouble) return static_cast<long double>(DoubleOf(number));
  return static_cast<long double>(Widen(number));
}

/// Returns the order that comparison.h promises.
inline int WideOrder(Number first, Number second) {
  const long double a = WidenToReal(first);
  const long double b = WidenToReal(second);
  if (std::isnan(a) || std::isnan(b)) return (std::isnan(a) ? 1 : 0) - (std::isnan(b) ? 1 : 0);
  return a < b ? -1 : (a > b ? 1 : 0);
}

/// Returns whether an integer is one of `type`.
inline bool Fits(WideInteger integer, DataType type) {
  if (type == DataType::kUint64) {
    return integer >= 0 && integer <= std::numeric_limits<std::uint64_t>::max();
  }
  return integer >= std::numeric_limits<std::int64_t>::min() &&
         integer <= std::numeric_limits<std::int64_t>::max();
}

}  // namespace interlock::reference
