// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/append_proof.h"

#include <algorithm>

namespace interlock::layout {
namespace {

using facts::Op;
using smt::Expression;

constexpr std::int64_t kStorageAlignment = 16;

/// Looks at what the evaluation did to the containers of its object.
std::optional<AppendFunction> AsAppend(link::FunctionId id, const std::string& object,
                                       Evaluation evaluation) {
  if (evaluation.failed || !evaluation.has_result || !evaluation.result.is_pointer) return {};
  const std::vector<Pointer::Target>& targets = evaluation.result.pointer.targets;
  if (targets.size() != 1 || targets[0].address.base.kind != BaseKind::kElements) return {};
  const std::string& name = targets[0].address.base.name;
  const std::size_t space = name.find(' ');
  if (space == std::string::npos || name.substr(space + 1) != object) return {};
  if (name.find_first_not_of("0123456789") < space) return {};
  AppendFunction append;
  append.function = id;
  append.object = object;
  append.field = std::stoll(name.substr(0, space));
  append.start = targets[0].address.offset;
  const auto size = evaluation.memory.find({object, append.field});
  if (size == evaluation.memory.end() || size->second.is_pointer) return {};
  append.new_size = size->second.number;
  // The size at the start is a symbol that reads the container's header.
  std::optional<Value> old_size;
  append.new_size.Visit([&](const Value& value) {
    if (value.IsSymbol() && value.symbol().reason == "address-space" &&
        value.symbol().name == object + "[" + std::to_string(append.field) + "]") {
      old_size = value;
    }
  });
  if (!old_size.has_value() || append.new_size.IsSymbol()) return {};
  append.old_size = *old_size;
  append.evaluation = std::move(evaluation);
  return append;
}

/// Where else the buffer may change its size.
std::vector<std::string> OtherWriters(const link::Program& program, const AppendFunction& append) {
  std::vector<std::string> places;
  const facts::Function& function = program.function(append.function);
  const facts::Record* record = program.FindRecord(function.record);
  const facts::Field* buffer = nullptr;
  if (record != nullptr) {
    for (const facts::Field& field : record->fields) {
      if (static_cast<std::int64_t>(field.offset) == append.field) buffer = &field;
    }
  }
  if (buffer == nullptr) return {"the buffer is no field of the class"};
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    const facts::Function& other = program.function(id);
    const bool is_life =
        other.record == function.record && (other.is_constructor || other.is_destructor);
    if (id == append.function || is_life) continue;
    std::vector<bool> is_buffer(other.instructions.size(), false);
    std::vector<bool> is_size(other.instructions.size(), false);
    for (std::size_t r = 0; r < other.instructions.size(); ++r) {
      const facts::Instruction& instruction = other.instructions[r];
      if (instruction.op != Op::kField) continue;
      is_buffer[r] = instruction.symbol == buffer->name && instruction.bytes == buffer->bytes &&
                     instruction.immediate == append.field;
      is_size[r] = instruction.symbol == "size" && is_buffer[instruction.args[0]];
    }
    for (const facts::Instruction& instruction : other.instructions) {
      const auto has = [&](const std::vector<bool>& marks) {
        return std::any_of(instruction.args.begin(), instruction.args.end(),
                           [&](facts::Register r) { return marks[r]; });
      };
      const bool is_change = (has(is_buffer) && instruction.op != Op::kField &&
                              instruction.op != Op::kRead && instruction.op != Op::kElements) ||
                             (has(is_size) && instruction.op != Op::kLoad);
      if (is_change) {
        places.push_back(other.name + " at " + program.PositionText(id, instruction.position));
      }
    }
  }
  return places;
}

}  // namespace

std::vector<AppendFunction> FindAppendFunctions(const link::Program& program,
                                                const Together& together, Evaluator& evaluator) {
  std::vector<AppendFunction> found;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    const facts::Function& function = program.function(id);
    if (!function.is_method || function.parameters.empty() || !together.IsReached(id)) continue;
    if (function.is_constructor || function.is_destructor || function.returns_record) continue;
    bool has_elements = false;
    bool returns_index = false;
    for (const facts::Instruction& instruction : function.instructions) {
      has_elements |= instruction.op == Op::kElements;
      if (instruction.op == Op::kReturn && !instruction.args.empty()) {
        const facts::Instruction& value = function.instructions[instruction.args[0]];
        // Bytes: the address moves by one for each.
        returns_index |= value.op == Op::kIndex && value.immediate == 1;
      }
    }
    if (!has_elements || !returns_index) continue;
    const std::string object = function.parameters[0].name;
    std::optional<AppendFunction> append =
        AsAppend(id, object, evaluator.Evaluate(id, EvaluatorOptions()));
    if (append.has_value()) found.push_back(std::move(*append));
  }
  return found;
}

LayoutProperty ProveAppend(const link::Program& program, const AppendFunction& append,
                           WrapTable& wraps, parametric::QueryRunner& runner,
                           std::int64_t* alignment) {
  const facts::Function& function = program.function(append.function);
  const std::string position = program.PositionText(append.function, function.position);
  LayoutProperty property;
  property.name = "appended bytes apart: " + function.name;
  property.rule = "IL110";
  property.method = "induction over the calls, integers; one no-wrap obligation per operation";
  property.claim =
      "The bytes that each call gives are inside the buffer, not empty, and share no byte with "
      "those "
      "that an earlier call gave; each begins at a multiple of the alignment. By induction: what "
      "earlier calls gave lies in front of the old end. Not said: that a caller writes no more "
      "than "
      "it asked for.";
  wraps.Add(append.evaluation.wraps);
  const Naming naming = SideNames("");
  const auto ask = [&](const std::string& part, const std::string& text, const auto& goal_of) {
    Question question(runner, wraps, nullptr);
    question.Assume("path", append.evaluation.returns, naming);
    const Expression start = question.Number(append.start, naming);
    const Expression old_size = question.Number(append.old_size, naming);
    const Expression new_size = question.Number(append.new_size, naming);
    question.Show("the bytes begin at", start);
    question.Show("the old end", old_size);
    question.Show("the new end", new_size);
    LayoutObligation obligation;
    obligation.id = "layout-append-" + std::to_string(append.function) + "-" + part;
    obligation.text = text;
    obligation.position = position;
    obligation.places = {{position, function.name, "appends", ""}};
    question.Prove(goal_of(start, old_size, new_size), true, &obligation);
    return obligation;
  };
  using E = const Expression&;
  property.obligations.push_back(
      ask("behind", "the bytes begin at the old end or behind it",
          [](E start, E old_size, E) { return smt::LessEqual(old_size, start); }));
  property.obligations.push_back(
      ask("inside", "the bytes end at the new end of the buffer and are not empty",
          [](E start, E, E new_size) { return smt::Less(start, new_size); }));
  property.obligations.push_back(
      ask("growing", "the buffer does not shrink",
          [](E, E old_size, E new_size) { return smt::LessEqual(old_size, new_size); }));
  {
    LayoutObligation only;
    only.id = "layout-append-" + std::to_string(append.function) + "-only";
    only.text = "no other function changes the buffer's size while the object lives";
    only.position = position;
    const std::vector<std::string> others = OtherWriters(program, append);
    only.verdict = others.empty() ? Verdict::kProved : Verdict::kUnknown;
    if (!others.empty()) only.reason = "it is changed by " + others.front();
    property.obligations.push_back(std::move(only));
  }
  // The largest power of two of which both ends stay multiples.
  LayoutObligation aligned;
  LayoutObligation best;
  *alignment = 1;
  for (std::int64_t candidate = kStorageAlignment; candidate > 1; candidate /= 2) {
    aligned = LayoutObligation();
    Question question(runner, wraps, nullptr);
    question.Assume("path", append.evaluation.returns, naming);
    const auto is_multiple = [&](const Value& value) {
      return smt::Equal(
          smt::EuclideanModulo(question.Number(value, naming), smt::Integer(candidate)),
          smt::Integer(0));
    };
    question.Assume("old-end", is_multiple(append.old_size));
    aligned.id = "layout-append-" + std::to_string(append.function) + "-multiple-" +
                 std::to_string(candidate);
    aligned.text = "if the old end is a multiple of " + std::to_string(candidate) +
                   ", so are the start of the bytes and the new end";
    aligned.position = position;
    aligned.places = {{position, function.name, "appends", ""}};
    question.AddAssumption("storage-alignment");
    question.Prove(smt::And({is_multiple(append.start), is_multiple(append.new_size)}), true,
                   &aligned);
    if (aligned.verdict != Verdict::kProved) continue;
    if (*alignment == 1) {
      *alignment = candidate;
      best = aligned;
    }
    // Who only collects the formulas cannot tell which of them holds.
    if (runner.mode() != parametric::RunMode::kGenerate) break;
  }
  if (*alignment > 1) {
    property.obligations.push_back(std::move(best));
  } else {
    property.left.push_back("no alignment of the bytes follows from the function");
  }
  property.left.push_back("that callers of " + function.name +
                          " write no more bytes than they asked for");
  property.verdict = WeakestOf(property.obligations);
  return property;
}

}  // namespace interlock::layout
