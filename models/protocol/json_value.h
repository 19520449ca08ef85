// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A JSON document as plain values, and the one place under models/ that knows a JSON library.
//
// Texts are compact and deterministic: object members stand in the order in which they were added,
// no white space, integers only (no protocol has fractions).
//
// Thread safety: thread-compatible value type.
//
// Invariants
//   1. A value is null, a Boolean, an integer within 64 bits (signed, or unsigned above that), a
//      string, an array or an object.
//   2. Parsing rejects duplicate members, fractions, trailing text and nesting deeper than 512.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/protocol/result.h"

namespace interlock::protocol {

/// One JSON value; thread-compatible.
class JsonValue {
 public:
  enum class Kind : std::uint8_t { kNull, kBoolean, kInteger, kString, kArray, kObject };
  using Member = std::pair<std::string, JsonValue>;

  JsonValue() = default;
  static JsonValue Boolean(bool value);
  static JsonValue Integer(std::int64_t value);
  static JsonValue Unsigned(std::uint64_t value);
  static JsonValue String(std::string value);
  static JsonValue Array(std::vector<JsonValue> items = {});
  static JsonValue Object();

  Kind kind() const { return kind_; }
  bool boolean() const { return number_ != 0; }
  std::uint64_t bits() const { return number_; }
  /// True for integers above INT64_MAX.
  bool is_large() const { return large_; }
  std::int64_t integer() const { return static_cast<std::int64_t>(number_); }
  const std::string& string() const { return string_; }
  const std::vector<JsonValue>& items() const { return items_; }
  std::vector<JsonValue>& items() { return items_; }
  const std::vector<Member>& members() const { return members_; }

  void Append(JsonValue item) { items_.push_back(std::move(item)); }
  void Set(std::string name, JsonValue value) {
    members_.emplace_back(std::move(name), std::move(value));
  }
  /// The member, or null if there is none.
  const JsonValue* Find(std::string_view name) const;

  /// Compact JSON text. Strings that are no UTF-8 have each bad byte replaced by U+FFFD.
  std::string ToText() const;

  /// Parses one document. Errors: position is "line:column" in `text`.
  static Result<JsonValue> Parse(std::string_view text);

 private:
  Kind kind_ = Kind::kNull;
  bool large_ = false;
  std::uint64_t number_ = 0;
  std::string string_;
  std::vector<JsonValue> items_;
  std::vector<Member> members_;
};

/// Names the kind, e.g. "an array".
const char* JsonKindName(JsonValue::Kind kind);

}  // namespace interlock::protocol
