// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/facts_dump.h"

#include "checker/frontend/op_table.h"

namespace interlock::facts {
namespace {

std::string PositionText(const Unit& unit, const Position& position) {
  std::string file = "?";
  if (position.file >= 0 && position.file < static_cast<std::int32_t>(unit.files.size())) {
    file = unit.files[position.file];
  }
  return file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

std::string ClaimText(const Claim& claim) {
  std::string text = claim.name + "(";
  for (std::size_t i = 0; i < claim.arguments.size(); ++i) {
    if (i != 0) text += ", ";
    text += claim.arguments[i];
  }
  text += ")";
  if (claim.parameter >= 0) text += " on parameter " + std::to_string(claim.parameter);
  return text;
}

void AppendFlag(std::string& text, bool flag, const char* name) {
  if (flag) text += std::string(" ") + name;
}

void AppendBlock(std::string& text, const Unit& unit, const Function& function, int index) {
  const Block& block = function.blocks[index];
  text += " block " + std::to_string(index) + ":\n";
  for (const Register r : block.instructions) {
    const Instruction& instruction = function.instructions[r];
    text += "  %" + std::to_string(r) + " = " + InstructionText(instruction) + "  @" +
            PositionText(unit, instruction.position) + "\n";
  }
  if (block.condition != kNoRegister) {
    text += "  condition %" + std::to_string(block.condition) + "\n";
  }
  for (const Edge& edge : block.successors) {
    text += "  -> " + std::to_string(edge.block);
    if (edge.kind != EdgeKind::kAlways) text += " " + std::string(EdgeKindName(edge.kind));
    if (edge.kind == EdgeKind::kCase) text += " " + std::to_string(edge.case_value);
    text += "\n";
  }
}

}  // namespace

std::string InstructionText(const Instruction& instruction) {
  const OpRow& row = RowOf(instruction.op);
  std::string text(row.name);
  if (!instruction.symbol.empty()) text += " " + instruction.symbol;
  for (const Register arg : instruction.args) text += " %" + std::to_string(arg);
  if (row.needs_immediate) text += " #" + std::to_string(instruction.immediate);
  if (instruction.bytes != 0) text += " bytes=" + std::to_string(instruction.bytes);
  if (instruction.order != Order::kPlain) text += " " + std::string(OrderName(instruction.order));
  AppendFlag(text, instruction.is_pointer, "pointer");
  AppendFlag(text, instruction.is_owner, "owner");
  AppendFlag(text, instruction.is_unsigned, "unsigned");
  AppendFlag(text, instruction.is_virtual, "virtual");
  AppendFlag(text, instruction.is_scoped, "scoped");
  AppendFlag(text, instruction.is_implicit, "implicit");
  return text;
}

std::string FunctionText(const Unit& unit, const Function& function) {
  std::string text = "function " + function.name + " [" + function.usr + "] key " + function.key +
                     " @" + PositionText(unit, function.position) + "\n";
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    text += " parameter " + std::to_string(i) + " " + parameter.name + ": " + parameter.type;
    AppendFlag(text, parameter.is_pointer, "pointer");
    AppendFlag(text, parameter.is_record, "record");
    text += "\n";
  }
  for (std::size_t i = 0; i < function.locals.size(); ++i) {
    const Local& local = function.locals[i];
    text += " local " + std::to_string(i) + " " + local.name + ": " + local.type +
            " bytes=" + std::to_string(local.bytes);
    AppendFlag(text, local.is_temporary, "temporary");
    text += "\n";
  }
  for (const Claim& claim : function.claims) text += " claim " + ClaimText(claim) + "\n";
  for (std::size_t i = 0; i < function.blocks.size(); ++i) {
    AppendBlock(text, unit, function, static_cast<int>(i));
  }
  for (const Loop& loop : function.loops) {
    text += " loop header " + std::to_string(loop.header) + " local " +
            std::to_string(loop.variable) + " from %" + std::to_string(loop.initial) + " bound %" +
            std::to_string(loop.bound) + " step " + std::to_string(loop.step);
    if (loop.container != kNoRegister) text += " container %" + std::to_string(loop.container);
    AppendFlag(text, loop.bound_inclusive, "inclusive");
    AppendFlag(text, loop.single_exit, "single-exit");
    text += " blocks";
    for (const std::int32_t block : loop.blocks) text += " " + std::to_string(block);
    text += "\n";
  }
  return text;
}

std::string UnitText(const Unit& unit) {
  std::string text = "unit " + unit.source + " by " + unit.tool + "\n";
  for (const std::string& error : unit.errors) text += "error " + error + "\n";
  for (const Record& record : unit.records) {
    text += "record " + record.name + " [" + record.usr +
            "] bytes=" + std::to_string(record.bytes) + "\n";
    for (const Record::Base& base : record.bases) {
      text += " base " + base.usr + " at " + std::to_string(base.offset) + "\n";
    }
    for (const Field& field : record.fields) {
      text += " field " + field.name + ": " + field.type + " at " + std::to_string(field.offset) +
              " bytes=" + std::to_string(field.bytes);
      AppendFlag(text, !field.is_mutable_shared, "not-shared-data");
      for (const Claim& claim : field.claims) text += " claim " + ClaimText(claim);
      text += "\n";
    }
    for (const Claim& claim : record.claims) text += " claim " + ClaimText(claim) + "\n";
  }
  for (const Global& global : unit.globals) {
    text += "global " + global.name + " [" + global.usr + "]: " + global.type +
            " bytes=" + std::to_string(global.bytes);
    AppendFlag(text, global.is_constant, "constant");
    AppendFlag(text, global.runs_at_end, "ends");
    AppendFlag(text, global.is_thread_local, "thread-local");
    for (const Claim& claim : global.claims) text += " claim " + ClaimText(claim);
    text += "\n";
  }
  for (const Declaration& declaration : unit.declarations) {
    if (!declaration.defined_here) {
      text += "declared " + declaration.name + " [" + declaration.usr + "]\n";
    }
  }
  for (const ThreadSafetyFinding& finding : unit.findings) {
    text += "finding " + PositionText(unit, finding.position) + ": " + finding.message + "\n";
  }
  for (const Function& function : unit.functions) text += FunctionText(unit, function);
  return text;
}

}  // namespace interlock::facts
