// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/key_values.h"

#include <iterator>
#include <limits>
#include <string>

namespace interlock::reference {
namespace {

constexpr std::int64_t kFirstConsecutive = -3;

std::uint64_t Scatter(std::int64_t index) {
  return (static_cast<std::uint64_t>(index) + 1) * 0x9e3779b97f4a7c15ULL;
}

std::uint64_t IntegerWord(KeyStyle style, std::int64_t index) {
  constexpr std::uint64_t kExtremes[] = {std::uint64_t{1} << 63,  // the least int64
                                         (std::uint64_t{1} << 63) - 1,
                                         std::numeric_limits<std::uint64_t>::max(),  // -1
                                         0,
                                         255,
                                         256,
                                         std::uint64_t{1} << 32,
                                         std::numeric_limits<std::uint64_t>::max() - 1};
  if (style == KeyStyle::kConsecutive) {
    return static_cast<std::uint64_t>(index + kFirstConsecutive);
  }
  if (style == KeyStyle::kExtreme && index < static_cast<std::int64_t>(std::size(kExtremes))) {
    return kExtremes[index];
  }
  return Scatter(index);
}

Value DoubleValue(KeyStyle style, std::int64_t index, bool with_nan, Dice& dice) {
  using Limits = std::numeric_limits<double>;
  if (with_nan && index == 1) {
    // Quiet NaNs of both signs and with a payload.
    return Value::FromWord(DataType::kDouble, dice.Pick({std::uint64_t{0x7ff8000000000000},
                                                         std::uint64_t{0xfff8000000000000},
                                                         std::uint64_t{0x7ff8dead0000beef}}));
  }
  constexpr double kExtremes[] = {0,
                                  Limits::infinity(),
                                  -Limits::infinity(),
                                  Limits::denorm_min(),
                                  Limits::max(),
                                  Limits::lowest(),
                                  Limits::epsilon()};
  double number = 0;
  if (style == KeyStyle::kConsecutive) {
    number = 0.5 * static_cast<double>(index);
  } else if (style == KeyStyle::kExtreme &&
             index < static_cast<std::int64_t>(std::size(kExtremes))) {
    number = kExtremes[index];
  } else {
    number = static_cast<double>(static_cast<std::int64_t>(Scatter(index))) / 3;
  }
  if (number == 0) number = dice.Pick({0.0, -0.0});
  return Value(number);
}

std::string BytesOf(KeyStyle style, std::int64_t index) {
  const std::string extremes[] = {std::string(), std::string(1, '\0'),  std::string(2, '\0'),
                                  "a",           std::string("a\0", 2), "ab",
                                  "\xff",        std::string(300, 'x')};
  if (style == KeyStyle::kConsecutive) return "k" + std::to_string(index);
  if (style == KeyStyle::kExtreme && index < static_cast<std::int64_t>(std::size(extremes))) {
    return extremes[index];
  }
  // Any bytes, of lengths that leave every remainder to the alignment of rows.
  std::string bytes = std::to_string(index) + '\0';
  const std::uint64_t word = Scatter(index);
  for (std::int64_t i = 0; i < index % 8; ++i) bytes += static_cast<char>(word >> (8 * i));
  return bytes;
}

}  // namespace

Value KeyValue(DataType type, KeyStyle style, std::int64_t index, bool with_nan, Dice& dice) {
  switch (type) {
    case DataType::kInt64:
    case DataType::kUint64:
      return Value::FromWord(type, IntegerWord(style, index));
    case DataType::kDouble:
      return DoubleValue(style, index, with_nan, dice);
    case DataType::kBytes:
      return Value(BytesOf(style, index));
  }
  return Value();
}

}  // namespace interlock::reference
