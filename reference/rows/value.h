// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Value: one cell of a row: NULL, a 64-bit integer or a byte string.
//
// Thread safety: thread-compatible. A value owns its bytes; copying a value shares nothing.
//
// Invariants
//   1. Only a kInteger value has an integer other than 0, only a kBytes value has bytes.

#include <cstdint>
#include <string>

namespace interlock::reference {

enum class ValueKind : std::uint8_t { kNull, kInteger, kBytes };

/// One cell. Thread-compatible.
class Value {
 public:
  /// Makes a NULL.
  Value() = default;
  explicit Value(std::int64_t integer);
  explicit Value(const std::string& bytes);

  ValueKind kind() const { return kind_; }
  bool is_null() const { return kind_ == ValueKind::kNull; }

  /// Returns the integer. Requires: kind() == kInteger.
  std::int64_t integer() const;
  /// Returns the bytes. Requires: kind() == kBytes.
  const std::string& bytes() const;

  /// Returns whether both values are of one kind and equal; a NULL equals nothing, not even NULL.
  bool EqualsAsKey(const Value& other) const;
  /// Returns whether both values are the same cell content; two NULLs are.
  bool IsIdenticalTo(const Value& other) const;
  /// Prints the value for people: NULL, 17, "text".
  std::string ToText() const;

 private:
  ValueKind kind_ = ValueKind::kNull;
  std::int64_t integer_ = 0;
  std::string bytes_;
};

}  // namespace interlock::reference
