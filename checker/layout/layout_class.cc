// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/layout_class.h"

#include <algorithm>
#include <optional>

#include "checker/layout/claim_term.h"

namespace interlock::layout {
namespace {

using facts::Op;

constexpr int kNestingMax = 8;

void CollectScalars(const link::Program& program, const std::string& usr, const std::string& prefix,
                    std::int64_t offset, int depth, std::vector<ScalarField>* fields) {
  const facts::Record* record = program.FindRecord(usr);
  if (record == nullptr || depth > kNestingMax) return;
  for (const facts::Field& field : record->fields) {
    const std::string path = prefix.empty() ? field.name : prefix + "." + field.name;
    const std::int64_t at = offset + static_cast<std::int64_t>(field.offset);
    const bool is_pointer = field.type.ends_with("*") || field.type.ends_with("&");
    if (!field.record.empty() && !is_pointer) {
      CollectScalars(program, field.record, path, at, depth + 1, fields);
      continue;
    }
    const bool is_library =
        field.type.starts_with("std::") || field.type.starts_with("const std::");
    const bool is_number =
        field.bytes == 1 || field.bytes == 2 || field.bytes == 4 || field.bytes == 8;
    if (is_library && field.bytes > 8) {
      // Views and strings keep their size behind a pointer, other containers in front.
      for (const std::int64_t inner : {0, 8}) {
        fields->push_back({path + ".size", at + inner, 8, true, false, true});
      }
    } else if (is_number && !is_pointer) {
      const bool is_truth = field.type == "bool" || field.type == "const bool";
      const bool is_unsigned = is_truth || field.type.find("uint") != std::string::npos ||
                               field.type.find("unsigned") != std::string::npos ||
                               field.type.find("size_t") != std::string::npos;
      fields->push_back(
          {path, at, static_cast<std::uint32_t>(field.bytes), false, is_truth, is_unsigned});
    }
  }
}

bool IsAssignment(const facts::Function& function) {
  return function.name.ends_with("::operator=");
}

/// A function that leaves every field that it writes as it found it in another object of the class:
/// copies and moves.
bool KeepsFields(const LayoutClass& layout, const Evaluation& evaluation, const std::string& base) {
  for (const auto& [key, datum] : evaluation.memory) {
    if (key.first != base || datum.is_pointer) continue;
    for (const ScalarField& field : layout.scalars) {
      if (field.offset != key.second || field.is_container_size) continue;
      const bool is_same = datum.number.IsSymbol() &&
                           datum.number.symbol().origin == Origin::kLayout &&
                           datum.number.symbol().name == "layout." + field.path;
      if (!is_same) return false;
    }
  }
  return true;
}

bool HasUnsupported(const Evaluation& evaluation) {
  return evaluation.failed || std::any_of(evaluation.gaps.begin(), evaluation.gaps.end(),
                                          [](const Gap& gap) { return !gap.is_call; });
}

/// The fields of the class that some function may write after construction.
std::vector<std::string> Writers(const link::Program& program, const facts::Record& record,
                                 LayoutClass& layout, Evaluator& evaluator) {
  std::vector<std::string> writers;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const facts::Function& function = *program.functions()[f].function;
    if (function.record == record.usr) continue;
    for (const facts::Instruction& instruction : function.instructions) {
      if (instruction.op != Op::kField) continue;
      for (const facts::Field& field : record.fields) {
        if (field.name == instruction.symbol &&
            static_cast<std::int64_t>(field.offset) == instruction.immediate &&
            field.bytes == instruction.bytes) {
          writers.push_back(
              "field " + field.name + " is used outside the class, at " +
              program.PositionText(static_cast<link::FunctionId>(f), instruction.position));
        }
      }
    }
  }
  for (const link::FunctionId method : program.Methods(record.usr)) {
    const facts::Function& function = program.function(method);
    if (function.is_constructor || function.is_destructor) continue;
    EvaluatorOptions options;
    options.layout_record = record.usr;
    const Evaluation evaluation = evaluator.Evaluate(method, options);
    const std::string base = function.parameters.empty() ? "" : function.parameters[0].name;
    if (IsAssignment(function) && KeepsFields(layout, evaluation, base)) continue;
    for (const Access& access : evaluation.accesses) {
      if (access.is_write && access.address.place.in_layout) {
        writers.push_back("field " + access.address.place.field_path + " is written at " +
                          access.site.position);
      }
    }
  }
  return writers;
}

void ReadConstructors(const link::Program& program, const facts::Record& record,
                      LayoutClass& layout, Evaluator& evaluator) {
  for (const link::FunctionId method : program.Methods(record.usr)) {
    const facts::Function& function = program.function(method);
    if (!function.is_constructor) continue;
    EvaluatorOptions options;
    options.layout_record = record.usr;
    options.constructs = true;
    options.prefix = "constructor" + std::to_string(layout.hypothesis.size()) + ".";
    const Evaluation evaluation = evaluator.Evaluate(method, options);
    const std::string position = program.PositionText(method, function.position);
    if (HasUnsupported(evaluation)) {
      layout.weaknesses.push_back("the constructor at " + position + " was not understood");
      continue;
    }
    const bool is_copy = function.parameters.size() == 2 && function.parameters[1].is_pointer &&
                         function.parameters[1].record == record.usr;
    if (is_copy && KeepsFields(layout, evaluation, Evaluation::kThis)) continue;
    Guard alternative = evaluation.returns;
    for (const ScalarField& field : layout.scalars) {
      const auto cell = evaluation.memory.find({Evaluation::kThis, field.offset});
      if (cell == evaluation.memory.end() || cell->second.is_pointer) continue;
      const Value& made = cell->second.number;
      if (made.bytes() != field.bytes) continue;
      const Value symbol = LayoutSymbol(field.path, field.bytes, made.is_unsigned(), field.is_truth,
                                        field.is_container_size);
      alternative.push_back(Value::Equal(symbol, made));
    }
    layout.hypothesis.push_back(std::move(alternative));
    layout.constructor_wraps.insert(layout.constructor_wraps.end(), evaluation.wraps.begin(),
                                    evaluation.wraps.end());
  }
  if (layout.hypothesis.empty() && layout.weaknesses.empty()) {
    layout.weaknesses.push_back("no constructor of " + layout.name + " is in the program");
  }
}

void ReadField(const facts::Claim& claim, const std::string& position, const NameLookup& lookup,
               LayoutClass* layout) {
  FieldClaim field;
  field.position = position;
  if (claim.arguments.size() != 4) {
    field.problem = "IL_FIELD wants a name, an offset, a size and a kind";
  } else {
    field.name = claim.arguments[0];
    const Result<Value> offset = ReadClaimTerm(claim.arguments[1], lookup);
    field.to_end = claim.arguments[2] == "rest";
    const Result<Value> size = field.to_end ? Result<Value>(Value::Constant(0))
                                            : ReadClaimTerm(claim.arguments[2], lookup);
    field.is_atomic = claim.arguments[3] == "atomic";
    if (!offset.ok()) {
      field.problem = offset.error().ToText();
    } else if (!size.ok()) {
      field.problem = size.error().ToText();
    } else if (!field.is_atomic && claim.arguments[3] != "plain") {
      field.problem = "kind is neither plain nor atomic: " + claim.arguments[3];
    } else {
      field.offset = *offset;
      field.size = *size;
    }
  }
  layout->fields.push_back(std::move(field));
}

}  // namespace

std::vector<ScalarField> ScalarFields(const link::Program& program, const std::string& record) {
  std::vector<ScalarField> fields;
  CollectScalars(program, record, "", 0, 0, &fields);
  return fields;
}

std::vector<const facts::Record*> LayoutRecords(const link::Program& program) {
  std::vector<const facts::Record*> records;
  for (const link::RecordEntry& entry : program.records()) {
    for (const facts::Claim& claim : entry.record->claims) {
      if (claim.name == "layout") records.push_back(entry.record);
    }
  }
  return records;
}

LayoutClass ReadLayoutClass(const link::Program& program, const facts::Record& record,
                            Evaluator& evaluator) {
  LayoutClass layout;
  layout.record = record.usr;
  layout.name = record.name;
  for (const facts::Claim& claim : record.claims) {
    if (claim.name == "layout" && !claim.arguments.empty()) layout.label = claim.arguments[0];
  }
  layout.scalars = ScalarFields(program, record.usr);
  for (const link::FunctionId method : program.Methods(record.usr)) {
    const facts::Function& function = program.function(method);
    if (!function.is_constructor && !function.is_destructor && !IsAssignment(function)) {
      layout.methods.push_back(method);
    }
  }
  const std::vector<std::string> writers = Writers(program, record, layout, evaluator);
  if (writers.empty()) {
    ReadConstructors(program, record, layout, evaluator);
  } else {
    layout.weaknesses = writers;
  }
  if (!layout.weaknesses.empty()) layout.hypothesis.clear();

  // What a method without parameters returns, by its unqualified name.
  const auto result_of = [&](link::FunctionId method) -> std::optional<Value> {
    EvaluatorOptions options;
    options.layout_record = record.usr;
    const Evaluation evaluation = evaluator.Evaluate(method, options);
    if (!evaluation.has_result || evaluation.result.is_pointer) return std::nullopt;
    layout.accessor_wraps.insert(layout.accessor_wraps.end(), evaluation.wraps.begin(),
                                 evaluation.wraps.end());
    return evaluation.result.number;
  };
  const auto short_name = [](const std::string& name) {
    const std::size_t last = name.rfind("::");
    return last == std::string::npos ? name : name.substr(last + 2);
  };
  for (const link::FunctionId method : layout.methods) {
    const facts::Function& function = program.function(method);
    if (function.parameters.size() != 1 || !function.is_method) continue;
    const std::optional<Value> value = result_of(method);
    if (!value.has_value()) continue;
    const Value& inner = value->operation() == Operation::kCast ? value->arguments()[0] : *value;
    if (inner.IsSymbol() && inner.symbol().origin == Origin::kLayout) {
      layout.accessors.emplace(inner.symbol().name, short_name(function.name));
    }
  }
  const NameLookup lookup = [&](const std::string& name, bool is_call) -> Result<Value> {
    if (!is_call) {
      for (const ScalarField& field : layout.scalars) {
        if (field.path != name || field.is_container_size) continue;
        return LayoutSymbol(field.path, field.bytes, field.is_unsigned, field.is_truth, false);
      }
    } else {
      for (const link::FunctionId method : layout.methods) {
        const facts::Function& function = program.function(method);
        if (short_name(function.name) != name || function.parameters.size() != 1) continue;
        const std::optional<Value> value = result_of(method);
        if (value.has_value()) return *value;
      }
    }
    return MakeError("not resolved in the layout: name=" + name);
  };
  for (std::size_t g = 0; g < program.globals().size(); ++g) {
    const link::GlobalEntry& entry = program.globals()[g];
    if (!entry.global->usr.starts_with(record.usr + "@")) continue;
    for (const facts::Claim& claim : entry.global->claims) {
      if (claim.name != "field") continue;
      ReadField(claim, program.UnitPositionText(entry.unit, claim.position), lookup, &layout);
    }
  }
  for (const link::RecordEntry& entry : program.records()) {
    if (entry.record != &record) continue;
    layout.position = program.UnitPositionText(entry.unit, record.position);
    for (const facts::Field& field : record.fields) {
      for (const facts::Claim& claim : field.claims) {
        if (claim.name != "field") continue;
        ReadField(claim, program.UnitPositionText(entry.unit, claim.position), lookup, &layout);
      }
    }
  }
  for (const link::FunctionId method : layout.methods) {
    for (const facts::Claim& claim : program.function(method).claims) {
      if (claim.name != "field") continue;
      ReadField(claim, program.PositionText(method, claim.position), lookup, &layout);
    }
  }
  return layout;
}

}  // namespace interlock::layout
