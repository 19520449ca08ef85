// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/together.h"

namespace interlock::layout {

using facts::Op;
using link::FunctionId;

bool Together::CallablesOf(const facts::Function& function, facts::Register callable,
                           std::set<FunctionId>* callables) const {
  const facts::Instruction& made = function.instructions[static_cast<std::size_t>(callable)];
  std::string record;
  switch (made.op) {
    case Op::kParameter:
      if (static_cast<std::size_t>(made.immediate) < function.parameters.size()) {
        record = function.parameters[static_cast<std::size_t>(made.immediate)].record;
      }
      break;
    case Op::kLocal:
      record = function.locals[static_cast<std::size_t>(made.immediate)].record;
      break;
    case Op::kHeap:
      record = made.symbol;
      break;
    case Op::kFunctionAddress: {
      const FunctionId target = program_.FindFunction(made.symbol);
      if (target != link::kNoFunction) callables->insert(target);
      if (made.is_virtual) {
        for (const FunctionId other : program_.Overriders(made.symbol)) callables->insert(other);
      }
      return true;
    }
    default:
      return false;
  }
  const std::vector<FunctionId>& operators = program_.CallOperators(record);
  callables->insert(operators.begin(), operators.end());
  return !operators.empty();
}

void Together::ReadFunction(FunctionId id) {
  const facts::Function& function = program_.function(id);
  Edges& edges = edges_[static_cast<std::size_t>(id)];
  for (const facts::Instruction& instruction : function.instructions) {
    switch (instruction.op) {
      case Op::kCall: {
        const FunctionId callee = program_.FindFunction(instruction.symbol);
        if (callee != link::kNoFunction) edges.calls.insert(callee);
        if (instruction.is_virtual) {
          for (const FunctionId other : program_.Overriders(instruction.symbol)) {
            edges.calls.insert(other);
          }
        }
        break;
      }
      case Op::kCallIndirect:
        if (instruction.args.empty() || !CallablesOf(function, instruction.args[0], &edges.calls)) {
          edges.calls_unknown = true;
        }
        break;
      case Op::kOpaque:
        // Library code may call what it is given.
        for (const facts::Register argument : instruction.args) {
          CallablesOf(function, argument, &edges.calls);
        }
        break;
      case Op::kUnsupported:
        edges.calls_unknown = true;
        break;
      case Op::kSpawn: {
        std::set<FunctionId> started;
        if (instruction.args.empty() || !CallablesOf(function, instruction.args[0], &started)) {
          edges.spawns_unknown = true;
        }
        for (const FunctionId one : started) {
          edges.spawns.insert(one);
          edges.spawned_at.emplace(one, program_.PositionText(id, instruction.position));
        }
        break;
      }
      default:
        break;
    }
  }
}

std::set<FunctionId> Together::Closure(const std::vector<FunctionId>& from,
                                       bool follow_spawns) const {
  std::set<FunctionId> all;
  std::vector<FunctionId> open = from;
  const auto add = [&](const std::set<FunctionId>& functions) {
    open.insert(open.end(), functions.begin(), functions.end());
  };
  while (!open.empty()) {
    const FunctionId id = open.back();
    open.pop_back();
    if (!all.insert(id).second) continue;
    const Edges& edges = edges_[static_cast<std::size_t>(id)];
    add(edges.calls);
    if (edges.calls_unknown) add(any_callable_);
    if (!follow_spawns) continue;
    add(edges.spawns);
    if (edges.spawns_unknown) add(any_callable_);
  }
  return all;
}

Together::Together(const link::Program& program, const std::vector<FunctionId>& roots,
                   bool roots_are_many)
    : program_(program), edges_(program.functions().size()) {
  std::set<FunctionId> spawned_only;
  for (std::size_t f = 0; f < edges_.size(); ++f) ReadFunction(static_cast<FunctionId>(f));
  std::set<FunctionId> called;
  for (const Edges& edges : edges_) {
    spawned_only.insert(edges.spawns.begin(), edges.spawns.end());
    called.insert(edges.calls.begin(), edges.calls.end());
  }
  for (std::size_t f = 0; f < edges_.size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    const facts::Function& function = program.function(id);
    for (const facts::Instruction& instruction : function.instructions) {
      if (instruction.op != Op::kFunctionAddress) continue;
      const FunctionId target = program.FindFunction(instruction.symbol);
      if (target != link::kNoFunction) any_callable_.insert(target);
    }
    if (function.call_operator_of.empty()) continue;
    // A closure that some spawn copies into a new thread and nobody calls by its type.
    if (spawned_only.count(id) > 0 && called.count(id) == 0) continue;
    any_callable_.insert(id);
  }
  std::vector<FunctionId> starts = roots;
  for (std::size_t f = 0; f < edges_.size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    if (program.function(id).is_initializer) starts.push_back(id);
  }
  reached_ = Closure(starts, true);
  std::map<FunctionId, std::string> entries;
  for (const FunctionId id : reached_) {
    const Edges& edges = edges_[static_cast<std::size_t>(id)];
    for (const auto& [entry, position] : edges.spawned_at) entries.emplace(entry, position);
    if (!edges.spawns_unknown) continue;
    for (const FunctionId any : any_callable_) entries.emplace(any, "");
  }
  if (roots_are_many) {
    for (const FunctionId root : roots) entries.emplace(root, "");
  }
  for (const auto& [entry, position] : entries) {
    ThreadEntry row;
    row.function = entry;
    row.name = program.function(entry).name;
    for (const facts::Claim& claim : program.function(entry).claims) {
      if (claim.name == "role" && !claim.arguments.empty()) row.name = claim.arguments[0];
    }
    row.started_at = position;
    row.runs = Closure({entry}, false);
    entries_.push_back(std::move(row));
  }
}

}  // namespace interlock::layout
