// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/control_flow.h"

#include <algorithm>

namespace interlock::counting {
namespace {

using facts::Instruction;
using facts::Op;

bool IsOperation(const Instruction& ins) {
  return ins.op == Op::kThrow || IsAtomicWait(ins) ||
         (ins.op >= Op::kSpawn && ins.op <= Op::kUnsupported);
}

}  // namespace

bool IsAtomicWait(const Instruction& ins) {
  return ins.op == Op::kUnknown && ins.symbol == "value of an atomic wait";
}

ControlFlow::ControlFlow(const link::Program& program, const points_to::PointsTo& points_to,
                         const ClaimedClasses& classes)
    : program_(program), points_to_(points_to), classes_(classes) {
  // Grows until no caller is missing.
  bool grows = true;
  while (grows) {
    grows = false;
    for (std::size_t i = 0; i < program.functions().size(); ++i) {
      const auto id = static_cast<link::FunctionId>(i);
      if (synchronises_.count(id) != 0 || !points_to.IsReached(id)) continue;
      const std::size_t count = program.function(id).instructions.size();
      for (std::size_t r = 0; r < count; ++r) {
        if (!IsSynchronisation(id, static_cast<facts::Register>(r))) continue;
        synchronises_.insert(id);
        grows = true;
        break;
      }
    }
  }
}

bool ControlFlow::IsSynchronisation(link::FunctionId function, facts::Register r) const {
  const Instruction& ins = program_.function(function).instructions[static_cast<std::size_t>(r)];
  if (IsOperation(ins)) return true;
  if (ins.op != Op::kCall && ins.op != Op::kCallIndirect) return false;
  const points_to::Callees callees = points_to_.CalleesOf(function, r);
  return callees.unresolved ||
         std::any_of(callees.functions.begin(), callees.functions.end(),
                     [&](link::FunctionId callee) {
                       return synchronises_.count(callee) != 0 ||
                              classes_.EffectOf(callee).kind != MethodKind::kNone;
                     });
}

bool ControlFlow::HasSynchronisation(link::FunctionId function,
                                     const std::vector<std::int32_t>& blocks) const {
  for (const std::int32_t block : blocks) {
    const facts::Block& body = program_.function(function).blocks[static_cast<std::size_t>(block)];
    for (const facts::Register r : body.instructions) {
      if (IsSynchronisation(function, r)) return true;
    }
  }
  return false;
}

std::int32_t ControlFlow::BlockOf(link::FunctionId function, facts::Register r) const {
  const auto& blocks = program_.function(function).blocks;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const auto& list = blocks[b].instructions;
    if (std::find(list.begin(), list.end(), r) != list.end()) return static_cast<std::int32_t>(b);
  }
  return 0;
}

bool ControlFlow::IsInCycle(link::FunctionId function, std::int32_t block) const {
  const auto& blocks = program_.function(function).blocks;
  std::vector<bool> seen(blocks.size(), false);
  std::vector<std::int32_t> open{block};
  while (!open.empty()) {
    const std::int32_t at = open.back();
    open.pop_back();
    for (const facts::Edge& edge : blocks[static_cast<std::size_t>(at)].successors) {
      if (edge.kind == facts::EdgeKind::kException) continue;
      if (edge.block == block) return true;
      if (seen[static_cast<std::size_t>(edge.block)]) continue;
      seen[static_cast<std::size_t>(edge.block)] = true;
      open.push_back(edge.block);
    }
  }
  return false;
}

}  // namespace interlock::counting
