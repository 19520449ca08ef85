// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/facts_json.h"

#include <array>
#include <cstdio>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "checker/frontend/facts_validate.h"
#include "checker/frontend/op_table.h"

namespace interlock::facts {
namespace {

constexpr std::string_view kDigestKey = "\"digest\":\"";
constexpr std::size_t kDigestLength = 32;

// Length of the UTF-8 sequence that starts at `at`, or 0 if it is not well-formed.
std::size_t Utf8Length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return length;
}

// Appends JSON text. Members are written in the order of the calls.
class Writer {
 public:
  void Open(char bracket) {
    Separate();
    text_ += bracket;
    fresh_ = true;
  }
  void Close(char bracket) {
    text_ += bracket;
    fresh_ = false;
  }
  void Key(std::string_view key) {
    Separate();
    AppendString(key);
    text_ += ':';
    fresh_ = true;
  }
  void Number(std::int64_t value) {
    Separate();
    text_ += std::to_string(value);
  }
  void Unsigned(std::uint64_t value) {
    Separate();
    text_ += std::to_string(value);
  }
  void Bool(bool value) {
    Separate();
    text_ += value ? "true" : "false";
  }
  void String(std::string_view value) {
    Separate();
    AppendString(value);
  }
  void Member(std::string_view key, std::string_view value) { Key(key), String(value); }
  void Member(std::string_view key, const std::string& value) { Key(key), String(value); }
  void Member(std::string_view key, const char* value) { Key(key), String(value); }
  void Member(std::string_view key, bool value) { Key(key), Bool(value); }
  void Member(std::string_view key, std::int64_t value) { Key(key), Number(value); }
  void Member(std::string_view key, std::int32_t value) { Key(key), Number(value); }
  void Member(std::string_view key, std::uint32_t value) { Key(key), Unsigned(value); }
  void Member(std::string_view key, std::uint64_t value) { Key(key), Unsigned(value); }
  void Member(std::string_view key, const std::vector<std::string>& values) {
    Key(key);
    List(values, [this](const std::string& value) { String(value); });
  }
  template <typename Values, typename Write>
  void List(const Values& values, Write write) {
    Open('[');
    for (const auto& value : values) write(value);
    Close(']');
  }
  std::string Take() { return std::move(text_); }

 private:
  void Separate() {
    if (!fresh_) text_ += ',';
    fresh_ = false;
  }
  void AppendString(std::string_view value) {
    text_ += '"';
    for (std::size_t i = 0; i < value.size();) {
      const unsigned char c = static_cast<unsigned char>(value[i]);
      if (c == '"' || c == '\\') {
        text_ += '\\';
        text_ += static_cast<char>(c);
        ++i;
      } else if (c < 0x20 || c == 0x7F) {
        std::array<char, 8> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "\\u%04x", c);
        text_ += buffer.data();
        ++i;
      } else if (const std::size_t length = Utf8Length(value, i); length != 0) {
        text_ += value.substr(i, length);
        i += length;
      } else {
        text_ += "\xEF\xBF\xBD";  // replacement character
        ++i;
      }
    }
    text_ += '"';
  }

  std::string text_;
  bool fresh_ = true;  // nothing stands before the next value in its list
};

void WritePosition(Writer& out, const Position& position) {
  out.Key("at");
  out.Open('[');
  out.Number(position.file);
  out.Unsigned(position.line);
  out.Unsigned(position.column);
  out.Close(']');
}

void WriteClaims(Writer& out, const std::vector<Claim>& claims) {
  out.Key("claims");
  out.List(claims, [&](const Claim& claim) {
    out.Open('{');
    out.Member("name", claim.name);
    out.Member("arguments", claim.arguments);
    out.Member("parameter", claim.parameter);
    WritePosition(out, claim.position);
    out.Close('}');
  });
}

void WriteInstruction(Writer& out, const Instruction& instruction) {
  const OpRow& row = RowOf(instruction.op);
  out.Open('{');
  out.Member("op", row.name);
  WritePosition(out, instruction.position);
  if (row.args_max != 0) {
    out.Key("args");
    out.List(instruction.args, [&](Register r) { out.Number(r); });
  }
  if (row.needs_immediate) out.Member("immediate", instruction.immediate);
  if (row.needs_bytes || instruction.bytes != 0) out.Member("bytes", instruction.bytes);
  if (row.symbol != SymbolKind::kNone) out.Member("symbol", instruction.symbol);
  if (instruction.order != Order::kPlain) out.Member("order", OrderName(instruction.order));
  if (instruction.is_pointer) out.Member("pointer", true);
  if (instruction.is_owner) out.Member("owner", true);
  if (instruction.is_unsigned) out.Member("unsigned", true);
  if (instruction.is_virtual) out.Member("virtual", true);
  if (instruction.is_scoped) out.Member("scoped", true);
  if (instruction.is_implicit) out.Member("implicit", true);
  out.Close('}');
}

void WriteBlock(Writer& out, const Block& block) {
  out.Open('{');
  out.Key("instructions");
  out.List(block.instructions, [&](Register r) { out.Number(r); });
  out.Member("condition", block.condition);
  out.Key("successors");
  out.List(block.successors, [&](const Edge& edge) {
    out.Open('{');
    out.Member("block", edge.block);
    out.Member("kind", EdgeKindName(edge.kind));
    out.Member("case", edge.case_value);
    out.Close('}');
  });
  out.Close('}');
}

void WriteLoop(Writer& out, const Loop& loop) {
  out.Open('{');
  out.Member("header", loop.header);
  out.Key("blocks");
  out.List(loop.blocks, [&](std::int32_t block) { out.Number(block); });
  out.Member("variable", loop.variable);
  out.Member("initial", loop.initial);
  out.Member("bound", loop.bound);
  out.Member("step", loop.step);
  out.Member("bound_inclusive", loop.bound_inclusive);
  out.Member("single_exit", loop.single_exit);
  out.Member("container", loop.container);
  out.Close('}');
}

void WriteVariables(Writer& out, const Function& function) {
  out.Key("parameters");
  out.List(function.parameters, [&](const Parameter& parameter) {
    out.Open('{');
    out.Member("name", parameter.name);
    out.Member("type", parameter.type);
    out.Member("record", parameter.record);
    out.Member("is_pointer", parameter.is_pointer);
    out.Member("is_record", parameter.is_record);
    out.Close('}');
  });
  out.Key("locals");
  out.List(function.locals, [&](const Local& local) {
    out.Open('{');
    out.Member("name", local.name);
    out.Member("type", local.type);
    out.Member("record", local.record);
    out.Member("bytes", local.bytes);
    WritePosition(out, local.position);
    out.Member("is_temporary", local.is_temporary);
    out.Close('}');
  });
}

void WriteFunction(Writer& out, const Function& function) {
  std::int64_t operand_count = 0;
  for (const Instruction& instruction : function.instructions) {
    operand_count += static_cast<std::int64_t>(instruction.args.size());
  }
  std::int64_t edge_count = 0;
  for (const Block& block : function.blocks) {
    edge_count += static_cast<std::int64_t>(block.successors.size());
  }
  out.Open('{');
  out.Member("usr", function.usr);
  out.Member("key", function.key);
  out.Member("name", function.name);
  WritePosition(out, function.position);
  out.Member("record", function.record);
  out.Member("call_operator_of", function.call_operator_of);
  out.Member("overrides", function.overrides);
  out.Member("is_method", function.is_method);
  out.Member("is_virtual", function.is_virtual);
  out.Member("is_constructor", function.is_constructor);
  out.Member("is_destructor", function.is_destructor);
  out.Member("is_noexcept", function.is_noexcept);
  out.Member("is_external", function.is_external);
  out.Member("in_header", function.in_header);
  out.Member("returns_record", function.returns_record);
  out.Member("is_variadic", function.is_variadic);
  out.Member("is_initializer", function.is_initializer);
  out.Member("replaces_library", function.replaces_library);
  WriteVariables(out, function);
  out.Member("operand_count", operand_count);
  out.Key("instructions");
  out.List(function.instructions,
           [&](const Instruction& instruction) { WriteInstruction(out, instruction); });
  out.Member("edge_count", edge_count);
  out.Key("blocks");
  out.List(function.blocks, [&](const Block& block) { WriteBlock(out, block); });
  out.Member("loop_count", static_cast<std::int64_t>(function.loops.size()));
  out.Key("loops");
  out.List(function.loops, [&](const Loop& loop) { WriteLoop(out, loop); });
  WriteClaims(out, function.claims);
  out.Close('}');
}

void WriteRecord(Writer& out, const Record& record) {
  out.Open('{');
  out.Member("usr", record.usr);
  out.Member("name", record.name);
  out.Member("bytes", record.bytes);
  WritePosition(out, record.position);
  out.Member("is_polymorphic", record.is_polymorphic);
  out.Member("field_count", static_cast<std::int64_t>(record.fields.size()));
  out.Key("fields");
  out.List(record.fields, [&](const Field& field) {
    out.Open('{');
    out.Member("name", field.name);
    out.Member("type", field.type);
    out.Member("record", field.record);
    out.Member("offset", field.offset);
    out.Member("bytes", field.bytes);
    WritePosition(out, field.position);
    out.Member("is_mutable_shared", field.is_mutable_shared);
    WriteClaims(out, field.claims);
    out.Close('}');
  });
  out.Key("bases");
  out.List(record.bases, [&](const Record::Base& base) {
    out.Open('{');
    out.Member("usr", base.usr);
    out.Member("offset", base.offset);
    out.Close('}');
  });
  out.Member("destructor", record.destructor);
  WriteClaims(out, record.claims);
  out.Close('}');
}

void WriteGlobal(Writer& out, const Global& global) {
  out.Open('{');
  out.Member("usr", global.usr);
  out.Member("name", global.name);
  out.Member("type", global.type);
  out.Member("record", global.record);
  out.Member("bytes", global.bytes);
  WritePosition(out, global.position);
  out.Member("is_constant", global.is_constant);
  out.Member("runs_at_end", global.runs_at_end);
  out.Member("is_thread_local", global.is_thread_local);
  WriteClaims(out, global.claims);
  out.Close('}');
}

}  // namespace

std::string WriteUnit(const Unit& unit) {
  Writer out;
  out.Open('{');
  out.Member("schema", unit.schema);
  out.Member("digest", std::string(kDigestLength, '0'));
  out.Member("tool", unit.tool);
  out.Member("source", unit.source);
  out.Member("files", unit.files);
  out.Member("errors", unit.errors);
  out.Key("records");
  out.List(unit.records, [&](const Record& record) { WriteRecord(out, record); });
  out.Key("globals");
  out.List(unit.globals, [&](const Global& global) { WriteGlobal(out, global); });
  out.Key("declarations");
  const std::map<std::string, int> references = CountReferences(unit);
  out.List(unit.declarations, [&](const Declaration& declaration) {
    const auto count = references.find(declaration.usr);
    out.Open('{');
    out.Member("usr", declaration.usr);
    out.Member("name", declaration.name);
    WritePosition(out, declaration.position);
    out.Member("defined_here", declaration.defined_here);
    out.Member("is_pure", declaration.is_pure);
    out.Member("references", count == references.end() ? 0 : count->second);
    out.Close('}');
  });
  out.Key("findings");
  out.List(unit.findings, [&](const ThreadSafetyFinding& finding) {
    out.Open('{');
    WritePosition(out, finding.position);
    out.Member("message", finding.message);
    out.Close('}');
  });
  out.Key("functions");
  out.List(unit.functions, [&](const Function& function) { WriteFunction(out, function); });
  out.Close('}');
  return WithDigest(out.Take()).value();
}

Result<std::string> WithDigest(std::string_view text) {
  const std::size_t key = text.find(kDigestKey);
  const std::size_t start = key + kDigestKey.size();
  if (key == std::string_view::npos || start + kDigestLength >= text.size() ||
      text[start + kDigestLength] != '"') {
    return MakeError("member \"digest\" with 32 characters is missing", "/digest");
  }
  std::string result(text);
  result.replace(start, kDigestLength, kDigestLength, '0');
  const XXH128_hash_t hash = XXH3_128bits(result.data(), result.size());
  std::array<char, kDigestLength + 1> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  result.replace(start, kDigestLength, hex.data(), kDigestLength);
  return result;
}

}  // namespace interlock::facts
