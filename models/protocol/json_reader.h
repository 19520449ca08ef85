// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads structures out of JSON values. The first error stays, with the JSON pointer where it lies,
// and every later read gives a default: callers check once, at the end.
//
// Thread safety: thread-compatible.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/protocol/json_value.h"

namespace interlock::protocol {

/// Cursor over one document; thread-compatible.
class JsonReader {
 public:
  explicit JsonReader(const JsonValue& root) { path_.push_back(Place{&root, ""}); }

  bool ok() const { return !error_.has_value(); }
  const Error& error() const { return *error_; }
  /// Keeps the first error; its position is where the reader stands.
  void Fail(std::string message, ErrorKind kind = ErrorKind::kInvalidInput);

  const JsonValue& here() const { return *path_.back().value; }
  /// Checks the kind of the value at hand.
  bool Expect(JsonValue::Kind kind);

  bool Boolean();
  std::int64_t Integer();
  std::int32_t Integer32();
  std::uint64_t Unsigned();
  std::string String();

  /// Steps into a member; an absent one is an error unless `optional`. `read` runs on it.
  void Member(const char* name, const std::function<void()>& read, bool optional = false);
  /// Runs `read` on each item of the array at hand.
  void Items(const std::function<void()>& read);
  /// Runs `read` on item `index` of the array at hand.
  void Item(std::size_t index, const std::function<void()>& read);
  /// Fails for members whose name is not in `known`.
  void OnlyMembers(const std::vector<const char*>& known);

  // Members by type.
  bool BooleanMember(const char* name);
  std::int64_t IntegerMember(const char* name);
  std::int32_t Integer32Member(const char* name);
  std::string StringMember(const char* name);
  std::vector<std::int32_t> IdsMember(const char* name);
  std::vector<std::string> StringsMember(const char* name);
  /// The index of the member's string in `names`; an unknown name is an error.
  std::size_t NameMember(const char* name, const std::vector<const char*>& names);

 private:
  struct Place {
    const JsonValue* value;
    std::string step;
  };
  std::string Pointer() const;

  std::vector<Place> path_;
  std::optional<Error> error_;
};

}  // namespace interlock::protocol
