// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Value: one cell of a row: NULL, a number, or a byte string.
//
// Thread safety: thread-compatible. A value owns its bytes; copying a value shares nothing.
//
// Invariants
//   1. Only a kBytes value has bytes, only a value of a fixed type a word other than 0.

#include <cstdint>
#include <string>

#include "reference/rows/data_type.h"

namespace interlock::reference {

enum class ValueKind : std::uint8_t { kNull, kInteger, kUnsigned, kDouble, kBytes };

/// One cell. Thread-compatible.
class Value {
 public:
  /// Makes a NULL.
  Value() = default;
  explicit Value(std::int64_t integer);
  explicit Value(std::uint64_t number);
  explicit Value(double number);
  explicit Value(const std::string& bytes);
  /// Makes a value of a fixed type from its word. Requires: IsFixed(type).
  static Value FromWord(DataType type, std::uint64_t word);

  ValueKind kind() const { return kind_; }
  bool is_null() const { return kind_ == ValueKind::kNull; }
  /// Returns whether a column of `type` may hold the value: NULL, or a value of that type.
  bool Fits(DataType type) const;

  /// Return the content. Require: the kind of the same name; word() any fixed kind.
  std::int64_t integer() const;
  std::uint64_t unsigned_number() const;
  double floating() const;
  const std::string& bytes() const;
  std::uint64_t word() const;

  /// Returns whether both values are of one kind and equal; a NULL equals nothing, not even NULL.
  bool EqualsAsKey(const Value& other) const;
  /// Returns whether both values are the same cell content; two NULLs are.
  bool IsIdenticalTo(const Value& other) const;
  /// Prints the value for people: NULL, 17, 0.5, "text".
  std::string ToText() const;

 private:
  ValueKind kind_ = ValueKind::kNull;
  std::uint64_t word_ = 0;
  std::string bytes_;
};

}  // namespace interlock::reference
