// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/json_value.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

namespace interlock::protocol {
namespace {

using Library = nlohmann::json;

constexpr std::size_t kDepthMax = 512;

std::string LineAndColumn(std::string_view text, std::size_t byte) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
  return std::to_string(line) + ":" + std::to_string(column);
}

// Builds values while the library reads; stops at the first thing that no protocol has.
class Builder : public nlohmann::json_sax<Library> {
 public:
  explicit Builder(std::string_view text) : text_(text) {}

  bool null() override { return Add(JsonValue()); }
  bool boolean(bool value) override { return Add(JsonValue::Boolean(value)); }
  bool number_integer(number_integer_t value) override { return Add(JsonValue::Integer(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Add(JsonValue::Unsigned(value)); }
  bool number_float(number_float_t, const string_t& text) override {
    return Stop("number is no 64-bit integer: " + text);
  }
  bool string(string_t& value) override { return Add(JsonValue::String(std::move(value))); }
  bool binary(binary_t&) override { return Stop("binary value"); }
  bool start_object(std::size_t) override { return Open(JsonValue::Object()); }
  bool start_array(std::size_t) override { return Open(JsonValue::Array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    if (!names_.back().insert(name).second) return Stop("member stands twice: " + name);
    keys_.back() = std::move(name);
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const Library::exception& error) override {
    error_ = MakeError(std::string("JSON text is malformed: ") + error.what(),
                       LineAndColumn(text_, byte));
    return false;
  }

  JsonValue& root() { return root_; }
  const Error& error() const { return error_; }

 private:
  bool Stop(std::string message) {
    error_ = MakeError("JSON text is not supported: " + message, "");
    return false;
  }
  bool Add(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().kind() == JsonValue::Kind::kArray) {
      open_.back().Append(std::move(value));
    } else {
      open_.back().Set(std::move(keys_.back()), std::move(value));
    }
    return true;
  }
  bool Open(JsonValue value) {
    if (open_.size() >= kDepthMax) return Stop("nested too deeply");
    open_.push_back(std::move(value));
    keys_.emplace_back();
    names_.emplace_back();
    return true;
  }
  bool Close() {
    JsonValue value = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    names_.pop_back();
    return Add(std::move(value));
  }

  std::string_view text_;
  JsonValue root_;
  std::vector<JsonValue> open_;
  std::vector<std::string> keys_;
  std::vector<std::set<std::string>> names_;
  Error error_;
};

void AppendString(const std::string& value, std::string* text) {
  *text += Library(value).dump(-1, ' ', false, Library::error_handler_t::replace);
}

void AppendText(const JsonValue& value, std::string* text) {
  bool first = true;
  switch (value.kind()) {
    case JsonValue::Kind::kNull:
      *text += "null";
      break;
    case JsonValue::Kind::kBoolean:
      *text += value.boolean() ? "true" : "false";
      break;
    case JsonValue::Kind::kInteger:
      *text += value.is_large() ? std::to_string(value.bits()) : std::to_string(value.integer());
      break;
    case JsonValue::Kind::kString:
      AppendString(value.string(), text);
      break;
    case JsonValue::Kind::kArray:
      *text += '[';
      for (const JsonValue& item : value.items()) {
        if (!first) *text += ',';
        first = false;
        AppendText(item, text);
      }
      *text += ']';
      break;
    case JsonValue::Kind::kObject:
      *text += '{';
      for (const auto& [name, member] : value.members()) {
        if (!first) *text += ',';
        first = false;
        AppendString(name, text);
        *text += ':';
        AppendText(member, text);
      }
      *text += '}';
      break;
  }
}

}  // namespace

JsonValue JsonValue::Boolean(bool value) {
  JsonValue result;
  result.kind_ = Kind::kBoolean;
  result.number_ = value ? 1 : 0;
  return result;
}

JsonValue JsonValue::Integer(std::int64_t value) {
  JsonValue result;
  result.kind_ = Kind::kInteger;
  result.number_ = static_cast<std::uint64_t>(value);
  return result;
}

JsonValue JsonValue::Unsigned(std::uint64_t value) {
  JsonValue result;
  result.kind_ = Kind::kInteger;
  result.number_ = value;
  result.large_ = value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return result;
}

JsonValue JsonValue::String(std::string value) {
  JsonValue result;
  result.kind_ = Kind::kString;
  result.string_ = std::move(value);
  return result;
}

JsonValue JsonValue::Array(std::vector<JsonValue> items) {
  JsonValue result;
  result.kind_ = Kind::kArray;
  result.items_ = std::move(items);
  return result;
}

JsonValue JsonValue::Object() {
  JsonValue result;
  result.kind_ = Kind::kObject;
  return result;
}

const JsonValue* JsonValue::Find(std::string_view name) const {
  for (const Member& member : members_) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

std::string JsonValue::ToText() const {
  std::string text;
  AppendText(*this, &text);
  return text;
}

Result<JsonValue> JsonValue::Parse(std::string_view text) {
  Builder builder(text);
  try {
    if (!Library::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
  } catch (const Library::exception& error) {
    return MakeError(std::string("JSON text is malformed: ") + error.what());
  }
  return std::move(builder.root());
}

const char* JsonKindName(JsonValue::Kind kind) {
  switch (kind) {
    case JsonValue::Kind::kNull:
      return "null";
    case JsonValue::Kind::kBoolean:
      return "a Boolean";
    case JsonValue::Kind::kInteger:
      return "an integer";
    case JsonValue::Kind::kString:
      return "a string";
    case JsonValue::Kind::kArray:
      return "an array";
    case JsonValue::Kind::kObject:
      return "an object";
  }
  return "a value";
}

}  // namespace interlock::protocol
