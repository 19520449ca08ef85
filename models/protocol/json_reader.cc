// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/json_reader.h"

#include <algorithm>
#include <limits>

namespace interlock::protocol {

std::string JsonReader::Pointer() const {
  std::string text;
  for (std::size_t i = 1; i < path_.size(); ++i) text += "/" + path_[i].step;
  return text.empty() ? "/" : text;
}

void JsonReader::Fail(std::string message, ErrorKind kind) {
  if (!error_) error_ = MakeError(std::move(message), Pointer(), kind);
}

bool JsonReader::Expect(JsonValue::Kind kind) {
  if (here().kind() == kind) return true;
  Fail(std::string("expected ") + JsonKindName(kind) + ", found " + JsonKindName(here().kind()));
  return false;
}

bool JsonReader::Boolean() { return Expect(JsonValue::Kind::kBoolean) && here().boolean(); }

std::int64_t JsonReader::Integer() {
  if (!Expect(JsonValue::Kind::kInteger)) return 0;
  if (here().is_large()) Fail("number does not fit 64 bits with sign");
  return here().integer();
}

std::int32_t JsonReader::Integer32() {
  const std::int64_t value = Integer();
  if (value < std::numeric_limits<std::int32_t>::min() ||
      value > std::numeric_limits<std::int32_t>::max()) {
    Fail("number does not fit 32 bits: " + std::to_string(value));
    return 0;
  }
  return static_cast<std::int32_t>(value);
}

std::uint64_t JsonReader::Unsigned() {
  if (!Expect(JsonValue::Kind::kInteger)) return 0;
  if (!here().is_large() && here().integer() < 0) Fail("number is negative");
  return here().bits();
}

std::string JsonReader::String() {
  return Expect(JsonValue::Kind::kString) ? here().string() : std::string();
}

void JsonReader::Member(const char* name, const std::function<void()>& read, bool optional) {
  if (!ok() || !Expect(JsonValue::Kind::kObject)) return;
  const JsonValue* member = here().Find(name);
  if (member == nullptr) {
    if (!optional) Fail(std::string("member is missing: ") + name);
    return;
  }
  path_.push_back(Place{member, name});
  read();
  path_.pop_back();
}

void JsonReader::Items(const std::function<void()>& read) {
  if (!ok() || !Expect(JsonValue::Kind::kArray)) return;
  for (std::size_t i = 0; ok() && i < here().items().size(); ++i) Item(i, read);
}

void JsonReader::Item(std::size_t index, const std::function<void()>& read) {
  if (!ok() || !Expect(JsonValue::Kind::kArray)) return;
  if (index >= here().items().size()) {
    Fail("array is too short: " + std::to_string(here().items().size()));
    return;
  }
  path_.push_back(Place{&here().items()[index], std::to_string(index)});
  read();
  path_.pop_back();
}

void JsonReader::OnlyMembers(const std::vector<const char*>& known) {
  if (!ok() || !Expect(JsonValue::Kind::kObject)) return;
  for (const auto& [name, value] : here().members()) {
    const bool found = std::any_of(known.begin(), known.end(),
                                   [&, &member = name](const char* k) { return member == k; });
    if (!found) Fail("member is not known: " + name);
  }
}

bool JsonReader::BooleanMember(const char* name) {
  bool value = false;
  Member(name, [&] { value = Boolean(); });
  return value;
}

std::int64_t JsonReader::IntegerMember(const char* name) {
  std::int64_t value = 0;
  Member(name, [&] { value = Integer(); });
  return value;
}

std::int32_t JsonReader::Integer32Member(const char* name) {
  std::int32_t value = 0;
  Member(name, [&] { value = Integer32(); });
  return value;
}

std::string JsonReader::StringMember(const char* name) {
  std::string value;
  Member(name, [&] { value = String(); });
  return value;
}

std::vector<std::int32_t> JsonReader::IdsMember(const char* name) {
  std::vector<std::int32_t> values;
  Member(name, [&] { Items([&] { values.push_back(Integer32()); }); });
  return values;
}

std::vector<std::string> JsonReader::StringsMember(const char* name) {
  std::vector<std::string> values;
  Member(name, [&] { Items([&] { values.push_back(String()); }); });
  return values;
}

std::size_t JsonReader::NameMember(const char* name, const std::vector<const char*>& names) {
  std::size_t index = 0;
  Member(name, [&] {
    const std::string text = String();
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) {
      Fail("word is not known: " + text);
    } else {
      index = static_cast<std::size_t>(found - names.begin());
    }
  });
  return index;
}

}  // namespace interlock::protocol
