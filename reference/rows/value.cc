// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/value.h"

#include <cstdio>
#include <cstring>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

ValueKind KindOf(DataType type) {
  switch (type) {
    case DataType::kInt64:
      return ValueKind::kInteger;
    case DataType::kUint64:
      return ValueKind::kUnsigned;
    case DataType::kDouble:
      return ValueKind::kDouble;
    case DataType::kBytes:
      return ValueKind::kBytes;
  }
  return ValueKind::kNull;
}

std::uint64_t WordOf(double number) {
  std::uint64_t word = 0;
  static_assert(sizeof(word) == sizeof(number));
  std::memcpy(&word, &number, sizeof(word));
  return word;
}

double DoubleOf(std::uint64_t word) {
  double number = 0;
  std::memcpy(&number, &word, sizeof(number));
  return number;
}

}  // namespace

const char* NameOf(DataType type) {
  switch (type) {
    case DataType::kInt64:
      return "int64";
    case DataType::kUint64:
      return "uint64";
    case DataType::kDouble:
      return "double";
    case DataType::kBytes:
      return "bytes";
  }
  return "";
}

Value::Value(std::int64_t integer)
    : kind_(ValueKind::kInteger), word_(static_cast<std::uint64_t>(integer)) {}

Value::Value(std::uint64_t number) : kind_(ValueKind::kUnsigned), word_(number) {}

Value::Value(double number) : kind_(ValueKind::kDouble), word_(WordOf(number)) {}

Value::Value(const std::string& bytes) : kind_(ValueKind::kBytes), bytes_(bytes) {}

Value Value::FromWord(DataType type, std::uint64_t word) {
  IL_CHECK(IsFixed(type));
  Value value;
  value.kind_ = KindOf(type);
  value.word_ = word;
  return value;
}

bool Value::Fits(DataType type) const { return is_null() || kind_ == KindOf(type); }

std::int64_t Value::integer() const {
  IL_CHECK(kind_ == ValueKind::kInteger);
  return static_cast<std::int64_t>(word_);
}

std::uint64_t Value::unsigned_number() const {
  IL_CHECK(kind_ == ValueKind::kUnsigned);
  return word_;
}

double Value::floating() const {
  IL_CHECK(kind_ == ValueKind::kDouble);
  return DoubleOf(word_);
}

const std::string& Value::bytes() const {
  IL_CHECK(kind_ == ValueKind::kBytes);
  return bytes_;
}

std::uint64_t Value::word() const {
  IL_CHECK(kind_ != ValueKind::kNull && kind_ != ValueKind::kBytes);
  return word_;
}

bool Value::EqualsAsKey(const Value& other) const {
  if (is_null() || other.is_null()) return false;
  return IsIdenticalTo(other);
}

bool Value::IsIdenticalTo(const Value& other) const {
  return kind_ == other.kind_ && word_ == other.word_ && bytes_ == other.bytes_;
}

std::string Value::ToText() const {
  switch (kind_) {
    case ValueKind::kNull:
      return "NULL";
    case ValueKind::kInteger:
      return std::to_string(static_cast<std::int64_t>(word_));
    case ValueKind::kUnsigned:
      return std::to_string(word_);
    case ValueKind::kDouble: {
      char text[32];
      const int length = std::snprintf(text, sizeof(text), "%.17g", DoubleOf(word_));
      return std::string(text, static_cast<std::size_t>(length));
    }
    case ValueKind::kBytes:
      return "\"" + bytes_ + "\"";
  }
  return "";
}

}  // namespace interlock::reference
