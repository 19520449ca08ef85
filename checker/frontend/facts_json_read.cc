// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/frontend/facts_json.h"
#include "checker/frontend/facts_validate.h"
#include "checker/frontend/op_table.h"

namespace interlock::facts {
namespace {

using Json = nlohmann::json;

// Thrown inside this file only; ReadUnit turns it into an Error.
struct ReadFailure {
  Error error;
};

[[noreturn]] void Fail(const std::string& path, std::string message,
                       ErrorKind kind = ErrorKind::kInvalidInput) {
  throw ReadFailure{MakeError(std::move(message), path.empty() ? "/" : path, kind)};
}

// A JSON value with the pointer at which it stands.
class Value {
 public:
  Value(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  std::string String() const {
    if (!json_.is_string()) Fail(path_, "expected a string");
    return json_.get<std::string>();
  }
  bool Bool() const {
    if (!json_.is_boolean()) Fail(path_, "expected true or false");
    return json_.get<bool>();
  }
  template <typename Integer>
  Integer Number() const {
    if (json_.is_number_unsigned()) {
      const auto value = json_.get<std::uint64_t>();
      if (value > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max())) {
        Fail(path_, "number too large: " + std::to_string(value));
      }
      return static_cast<Integer>(value);
    }
    if (!json_.is_number_integer()) Fail(path_, "expected an integer");
    const auto value = json_.get<std::int64_t>();
    if constexpr (std::numeric_limits<Integer>::is_signed) {
      if (value < static_cast<std::int64_t>(std::numeric_limits<Integer>::min())) {
        Fail(path_, "number too small: " + std::to_string(value));
      }
    } else if (value < 0) {
      Fail(path_, "number below 0: " + std::to_string(value));
    }
    return static_cast<Integer>(value);
  }
  template <typename Read>
  auto List(Read read) const {
    if (!json_.is_array()) Fail(path_, "expected a list");
    std::vector<decltype(read(*this))> result;
    result.reserve(json_.size());
    for (std::size_t i = 0; i < json_.size(); ++i) {
      result.push_back(read(Value(json_[i], path_ + "/" + std::to_string(i))));
    }
    return result;
  }
  std::vector<std::string> Strings() const {
    return List([](const Value& value) { return value.String(); });
  }
  std::vector<std::int32_t> Registers() const {
    return List([](const Value& value) { return value.Number<std::int32_t>(); });
  }
  const Json& json() const { return json_; }

 private:
  const Json& json_;
  std::string path_;
};

// Reads the members of an object; members that nobody asked for are errors.
class Members {
 public:
  explicit Members(const Value& value) : value_(value) {
    if (!value.json().is_object()) Fail(value.path(), "expected an object");
  }
  Value Get(const char* name) {
    const auto found = value_.json().find(name);
    if (found == value_.json().end()) {
      Fail(value_.path(), std::string("member is missing: ") + name);
    }
    ++used_;
    return Value(*found, value_.path() + "/" + name);
  }
  bool Has(const char* name) const { return value_.json().contains(name); }
  bool Flag(const char* name) { return Has(name) && Get(name).Bool(); }
  std::string String(const char* name) { return Get(name).String(); }
  bool Bool(const char* name) { return Get(name).Bool(); }
  template <typename Integer>
  void Read(const char* name, Integer& target) {
    target = Get(name).Number<Integer>();
  }
  /// Requires that every member was read exactly once.
  void Finish() const {
    if (used_ != value_.json().size()) Fail(value_.path(), "unknown member in this object");
  }
  const std::string& path() const { return value_.path(); }

 private:
  Value value_;
  std::size_t used_ = 0;
};

Position ReadPosition(Members& members) {
  const Value value = members.Get("at");
  if (!value.json().is_array() || value.json().size() != 3) {
    Fail(value.path(), "expected [file, line, column]");
  }
  Position position;
  position.file = Value(value.json()[0], value.path() + "/0").Number<std::int32_t>();
  position.line = Value(value.json()[1], value.path() + "/1").Number<std::uint32_t>();
  position.column = Value(value.json()[2], value.path() + "/2").Number<std::uint32_t>();
  return position;
}

std::vector<Claim> ReadClaims(Members& members) {
  return members.Get("claims").List([](const Value& value) {
    Members in(value);
    Claim claim;
    claim.name = in.String("name");
    claim.arguments = in.Get("arguments").Strings();
    in.Read("parameter", claim.parameter);
    claim.position = ReadPosition(in);
    in.Finish();
    return claim;
  });
}

Instruction ReadInstruction(const Value& value) {
  Members in(value);
  Instruction instruction;
  const std::string name = in.String("op");
  const std::optional<Op> op = OpFromName(name);
  if (!op) Fail(value.path() + "/op", "unknown operation: " + name);
  instruction.op = *op;
  const OpRow& row = RowOf(*op);
  instruction.position = ReadPosition(in);
  if (row.args_max != 0) instruction.args = in.Get("args").Registers();
  if (row.needs_immediate) in.Read("immediate", instruction.immediate);
  if (row.needs_bytes || in.Has("bytes")) in.Read("bytes", instruction.bytes);
  if (row.symbol != SymbolKind::kNone) instruction.symbol = in.String("symbol");
  if (in.Has("order")) {
    const std::string order = in.String("order");
    const std::optional<Order> parsed = OrderFromName(order);
    if (!parsed) Fail(value.path() + "/order", "unknown memory order: " + order);
    instruction.order = *parsed;
  }
  instruction.is_pointer = in.Flag("pointer");
  instruction.is_owner = in.Flag("owner");
  instruction.is_unsigned = in.Flag("unsigned");
  instruction.is_virtual = in.Flag("virtual");
  instruction.is_scoped = in.Flag("scoped");
  instruction.is_implicit = in.Flag("implicit");
  in.Finish();
  return instruction;
}

Edge ReadEdge(const Value& value) {
  Members in(value);
  Edge edge;
  in.Read("block", edge.block);
  const std::string kind = in.String("kind");
  const std::optional<EdgeKind> parsed = EdgeKindFromName(kind);
  if (!parsed) Fail(value.path() + "/kind", "unknown edge kind: " + kind);
  edge.kind = *parsed;
  in.Read("case", edge.case_value);
  in.Finish();
  return edge;
}

Block ReadBlock(const Value& value) {
  Members in(value);
  Block block;
  block.instructions = in.Get("instructions").Registers();
  in.Read("condition", block.condition);
  block.successors = in.Get("successors").List(ReadEdge);
  in.Finish();
  return block;
}

Loop ReadLoop(const Value& value) {
  Members in(value);
  Loop loop;
  in.Read("header", loop.header);
  loop.blocks = in.Get("blocks").Registers();
  in.Read("variable", loop.variable);
  in.Read("initial", loop.initial);
  in.Read("bound", loop.bound);
  in.Read("step", loop.step);
  loop.bound_inclusive = in.Bool("bound_inclusive");
  loop.single_exit = in.Bool("single_exit");
  in.Read("container", loop.container);
  in.Finish();
  return loop;
}

Parameter ReadParameter(const Value& value) {
  Members in(value);
  Parameter parameter;
  parameter.name = in.String("name");
  parameter.type = in.String("type");
  parameter.record = in.String("record");
  parameter.is_pointer = in.Bool("is_pointer");
  parameter.is_record = in.Bool("is_record");
  in.Finish();
  return parameter;
}

Local ReadLocal(const Value& value) {
  Members in(value);
  Local local;
  local.name = in.String("name");
  local.type = in.String("type");
  local.record = in.String("record");
  in.Read("bytes", local.bytes);
  local.position = ReadPosition(in);
  local.is_temporary = in.Bool("is_temporary");
  in.Finish();
  return local;
}

void CheckCount(Members& in, const char* member, std::size_t found) {
  const auto expected = in.Get(member).Number<std::uint64_t>();
  if (expected != found) {
    Fail(in.path() + "/" + member,
         "count differs: written " + std::to_string(expected) + ", found " + std::to_string(found));
  }
}

Function ReadFunction(const Value& value) {
  Members in(value);
  Function function;
  function.usr = in.String("usr");
  function.key = in.String("key");
  function.name = in.String("name");
  function.position = ReadPosition(in);
  function.record = in.String("record");
  function.call_operator_of = in.String("call_operator_of");
  function.overrides = in.Get("overrides").Strings();
  function.is_method = in.Bool("is_method");
  function.is_virtual = in.Bool("is_virtual");
  function.is_constructor = in.Bool("is_constructor");
  function.is_destructor = in.Bool("is_destructor");
  function.is_noexcept = in.Bool("is_noexcept");
  function.is_external = in.Bool("is_external");
  function.in_header = in.Bool("in_header");
  function.returns_record = in.Bool("returns_record");
  function.is_variadic = in.Bool("is_variadic");
  function.is_initializer = in.Bool("is_initializer");
  function.replaces_library = in.Bool("replaces_library");
  function.parameters = in.Get("parameters").List(ReadParameter);
  function.locals = in.Get("locals").List(ReadLocal);
  function.instructions = in.Get("instructions").List(ReadInstruction);
  function.blocks = in.Get("blocks").List(ReadBlock);
  function.loops = in.Get("loops").List(ReadLoop);
  function.claims = ReadClaims(in);
  std::size_t operand_count = 0;
  for (const Instruction& instruction : function.instructions) {
    operand_count += instruction.args.size();
  }
  std::size_t edge_count = 0;
  for (const Block& block : function.blocks) edge_count += block.successors.size();
  CheckCount(in, "operand_count", operand_count);
  CheckCount(in, "edge_count", edge_count);
  CheckCount(in, "loop_count", function.loops.size());
  in.Finish();
  return function;
}

Field ReadField(const Value& value) {
  Members in(value);
  Field field;
  field.name = in.String("name");
  field.type = in.String("type");
  field.record = in.String("record");
  in.Read("offset", field.offset);
  in.Read("bytes", field.bytes);
  field.position = ReadPosition(in);
  field.is_mutable_shared = in.Bool("is_mutable_shared");
  field.claims = ReadClaims(in);
  in.Finish();
  return field;
}

Record ReadRecord(const Value& value) {
  Members in(value);
  Record record;
  record.usr = in.String("usr");
  record.name = in.String("name");
  in.Read("bytes", record.bytes);
  record.position = ReadPosition(in);
  record.is_polymorphic = in.Bool("is_polymorphic");
  record.fields = in.Get("fields").List(ReadField);
  CheckCount(in, "field_count", record.fields.size());
  record.bases = in.Get("bases").List([](const Value& item) {
    Members base_in(item);
    Record::Base base;
    base.usr = base_in.String("usr");
    base_in.Read("offset", base.offset);
    base_in.Finish();
    return base;
  });
  record.destructor = in.String("destructor");
  record.claims = ReadClaims(in);
  in.Finish();
  return record;
}

Global ReadGlobal(const Value& value) {
  Members in(value);
  Global global;
  global.usr = in.String("usr");
  global.name = in.String("name");
  global.type = in.String("type");
  global.record = in.String("record");
  in.Read("bytes", global.bytes);
  global.position = ReadPosition(in);
  global.is_constant = in.Bool("is_constant");
  global.runs_at_end = in.Bool("runs_at_end");
  global.is_thread_local = in.Bool("is_thread_local");
  global.claims = ReadClaims(in);
  in.Finish();
  return global;
}

Unit ReadMembers(const Json& json, std::map<std::string, int>& references) {
  Members in(Value(json, ""));
  Unit unit;
  unit.schema = in.String("schema");
  if (unit.schema != kFactsSchema) {
    Fail("/schema",
         "facts of another version: expected " + std::string(kFactsSchema) + ", found " +
             unit.schema,
         ErrorKind::kVersion);
  }
  unit.digest = in.String("digest");
  unit.tool = in.String("tool");
  unit.source = in.String("source");
  unit.files = in.Get("files").Strings();
  unit.errors = in.Get("errors").Strings();
  unit.records = in.Get("records").List(ReadRecord);
  unit.globals = in.Get("globals").List(ReadGlobal);
  unit.declarations = in.Get("declarations").List([&](const Value& value) {
    Members item(value);
    Declaration declaration;
    declaration.usr = item.String("usr");
    declaration.name = item.String("name");
    declaration.position = ReadPosition(item);
    declaration.defined_here = item.Bool("defined_here");
    declaration.is_pure = item.Bool("is_pure");
    item.Read("references", references[declaration.usr]);
    item.Finish();
    return declaration;
  });
  unit.findings = in.Get("findings").List([](const Value& value) {
    Members item(value);
    ThreadSafetyFinding finding;
    finding.position = ReadPosition(item);
    finding.message = item.String("message");
    item.Finish();
    return finding;
  });
  unit.functions = in.Get("functions").List(ReadFunction);
  in.Finish();
  return unit;
}

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

Status CheckReferences(const Unit& unit, const std::map<std::string, int>& written) {
  const std::map<std::string, int> found = CountReferences(unit);
  for (const auto& [usr, count] : written) {
    const auto entry = found.find(usr);
    const int now = entry == found.end() ? 0 : entry->second;
    if (now != count) {
      return MakeError("number of references differs: written " + std::to_string(count) +
                           ", found " + std::to_string(now) + ": " + usr,
                       "/declarations");
    }
  }
  return Status::Ok();
}

}  // namespace

Result<Unit> ReadUnit(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    std::map<std::string, int> references;
    Unit unit = ReadMembers(json, references);
    const Result<std::string> expected = WithDigest(text);
    if (!expected) return expected.error();
    if (*expected != text) return MakeError("digest does not fit the content", "/digest");
    if (const Status status = ValidateUnit(unit); !status) return status.error();
    if (const Status status = CheckReferences(unit, references); !status) return status.error();
    return unit;
  } catch (const ReadFailure& failure) {
    return failure.error;
  } catch (const Json::parse_error& error) {
    return MakeError(std::string("malformed or truncated JSON: ") + error.what(),
                     LineAndColumn(text, error.byte));
  } catch (const Json::exception& error) {
    return MakeError(std::string("JSON could not be read: ") + error.what());
  }
}

}  // namespace interlock::facts
