// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/together.h"

namespace interlock::layout {

using facts::Op;
using link::FunctionId;

namespace {

/// Instructions of blocks from which a way leads back to them.
std::set<facts::Register> RegistersInLoops(const facts::Function& function) {
  std::set<facts::Register> registers;
  for (std::size_t start = 0; start < function.blocks.size(); ++start) {
    std::set<std::int32_t> seen;
    std::vector<std::int32_t> open = {static_cast<std::int32_t>(start)};
    bool is_cycle = false;
    while (!open.empty() && !is_cycle) {
      const std::int32_t block = open.back();
      open.pop_back();
      for (const facts::Edge& edge : function.blocks[static_cast<std::size_t>(block)].successors) {
        if (edge.block < 0) continue;
        is_cycle |= edge.block == static_cast<std::int32_t>(start);
        if (seen.insert(edge.block).second) open.push_back(edge.block);
      }
    }
    if (!is_cycle) continue;
    const std::vector<facts::Register>& inside = function.blocks[start].instructions;
    registers.insert(inside.begin(), inside.end());
  }
  return registers;
}

}  // namespace

bool Together::IsRepeated(FunctionId function, std::set<FunctionId>* seen) const {
  if (!seen->insert(function).second) return false;
  for (const FunctionId caller : reached_) {
    const Edges& edges = edges_[static_cast<std::size_t>(caller)];
    if (edges.in_loops.count(function) > 0) return true;
    if (edges.calls.count(function) == 0 && edges.spawns.count(function) == 0) continue;
    if (IsRepeated(caller, seen)) return true;
  }
  return false;
}

bool Together::CallsUnknown(const std::set<FunctionId>& functions) const {
  for (const FunctionId id : functions) {
    if (edges_[static_cast<std::size_t>(id)].calls_unknown) return true;
  }
  return false;
}

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
  const std::set<facts::Register> in_loop = RegistersInLoops(function);
  for (std::size_t r = 0; r < function.instructions.size(); ++r) {
    const facts::Instruction& instruction = function.instructions[r];
    const bool is_repeated = in_loop.count(static_cast<facts::Register>(r)) > 0;
    switch (instruction.op) {
      case Op::kCall: {
        const FunctionId callee = program_.FindFunction(instruction.symbol);
        if (callee != link::kNoFunction) edges.calls.insert(callee);
        if (callee != link::kNoFunction && is_repeated) edges.in_loops.insert(callee);
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
          if (is_repeated) edges.in_loops.insert(one);
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
    const bool is_root = position.empty();
    std::set<FunctionId> seen;
    row.is_several = !CallsUnknown(row.runs) && (is_root || IsRepeated(entry, &seen));
    entries_.push_back(std::move(row));
  }
}

}  // namespace interlock::layout
