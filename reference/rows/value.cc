// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/value.h"

#include "reference/status/check.h"

namespace interlock::reference {

Value::Value(std::int64_t integer) : kind_(ValueKind::kInteger), integer_(integer) {}

Value::Value(const std::string& bytes) : kind_(ValueKind::kBytes), bytes_(bytes) {}

std::int64_t Value::integer() const {
  IL_CHECK(kind_ == ValueKind::kInteger);
  return integer_;
}

const std::string& Value::bytes() const {
  IL_CHECK(kind_ == ValueKind::kBytes);
  return bytes_;
}

bool Value::EqualsAsKey(const Value& other) const {
  if (is_null() || other.is_null()) return false;
  return IsIdenticalTo(other);
}

bool Value::IsIdenticalTo(const Value& other) const {
  return kind_ == other.kind_ && integer_ == other.integer_ && bytes_ == other.bytes_;
}

std::string Value::ToText() const {
  switch (kind_) {
    case ValueKind::kNull:
      return "NULL";
    case ValueKind::kInteger:
      return std::to_string(integer_);
    case ValueKind::kBytes:
      return "\"" + bytes_ + "\"";
  }
  return "";
}

}  // namespace interlock::reference
