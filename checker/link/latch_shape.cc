// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/latch_shape.h"

#include <algorithm>

namespace interlock::link {
namespace {

using facts::EdgeKind;
using facts::Instruction;
using facts::Op;
using facts::Register;
using summary::Location;

bool HasClaim(const facts::Function& function, const char* name) {
  return std::any_of(function.claims.begin(), function.claims.end(),
                     [&](const facts::Claim& claim) { return claim.name == name; });
}

Register SkipCasts(const facts::Function& function, Register r) {
  while (r >= 0 && function.instructions[r].op == Op::kCast) r = function.instructions[r].args[0];
  return r;
}

/// True if `r` is a plain load of a field of `this`.
bool IsOwnFieldLoad(const facts::Function& function, Register r, LatchCounter* counter) {
  r = SkipCasts(function, r);
  const Instruction& load = function.instructions[r];
  if (load.op != Op::kLoad || load.order != facts::Order::kPlain) return false;
  const Instruction& field = function.instructions[load.args[0]];
  if (field.op != Op::kField) return false;
  const Instruction& base = function.instructions[field.args[0]];
  if (base.op != Op::kParameter || base.immediate != 0) return false;
  counter->offset = field.immediate;
  counter->bytes = load.bytes;
  return true;
}

bool IsZero(const facts::Function& function, Register r) {
  const Instruction& ins = function.instructions[SkipCasts(function, r)];
  return ins.op == Op::kConstant && ins.immediate == 0;
}

/// True if taking an edge of this kind after `condition` means that the counter was read as 0.
bool MeansZero(const facts::Function& function, Register condition, EdgeKind kind,
               LatchCounter* counter) {
  Register r = SkipCasts(function, condition);
  bool holds = kind == EdgeKind::kTrue;
  while (function.instructions[r].op == Op::kUnary && function.instructions[r].symbol == "!") {
    holds = !holds;
    r = SkipCasts(function, function.instructions[r].args[0]);
  }
  const Instruction& ins = function.instructions[r];
  if (ins.op == Op::kLoad) return !holds && IsOwnFieldLoad(function, r, counter);
  if (ins.op != Op::kBinary || (ins.symbol != "==" && ins.symbol != "!=")) return false;
  if ((ins.symbol == "==") != holds) return false;
  if (IsZero(function, ins.args[1])) return IsOwnFieldLoad(function, ins.args[0], counter);
  return IsZero(function, ins.args[0]) && IsOwnFieldLoad(function, ins.args[1], counter);
}

bool Covers(const std::vector<Location>& where, points_to::ObjectId object, std::int64_t offset,
            std::uint32_t bytes, std::uint32_t access_bytes) {
  return std::any_of(where.begin(), where.end(), [&](const Location& place) {
    if (place.object <= points_to::PointsTo::kAnythingObject) return true;
    return place.object == object &&
           points_to::MayOverlap(place, access_bytes == 0 ? 1u << 30 : access_bytes,
                                 Location{object, offset, 0}, bytes);
  });
}

/// True if the store subtracts something from the counter of `this` itself.
bool Subtracts(const facts::Function& function, const Instruction& store,
               const LatchCounter& counter) {
  if (store.op != Op::kStore || store.order != facts::Order::kPlain) return false;
  const Instruction& value = function.instructions[SkipCasts(function, store.args[1])];
  if (value.op != Op::kBinary || value.symbol != "-") return false;
  LatchCounter read;
  return IsOwnFieldLoad(function, value.args[0], &read) && read.offset == counter.offset;
}

/// The constructor parameter that the store puts into the counter of `this`; -1 if none.
std::int64_t ParameterStored(const facts::Function& function, const Instruction& store,
                             const LatchCounter& counter) {
  if (store.op != Op::kStore || !function.is_constructor) return -1;
  const Instruction& field = function.instructions[store.args[0]];
  if (field.op != Op::kField || field.immediate != counter.offset) return -1;
  const Instruction& value = function.instructions[SkipCasts(function, store.args[1])];
  return value.op == Op::kParameter ? value.immediate : -1;
}

}  // namespace

bool ReturnsOnlyAtZero(summary::Analyzer& analyzer, FunctionId wait, LatchCounter* counter) {
  const facts::Function& function = analyzer.program().function(wait);
  if (!HasClaim(function, "waits_for")) return false;
  const summary::FlowGraph& graph = analyzer.GraphOf(wait);
  if (function.blocks.size() < 2 || !graph.IsReachable(1)) return false;
  // Every normal way out; an exception leaves the caller nothing to rely on.
  const auto means_zero = [&](std::size_t from) {
    const auto& guards = graph.GuardsOf(static_cast<std::int32_t>(from));
    return std::any_of(guards.begin(), guards.end(), [&](const summary::BranchOutcome& guard) {
      const facts::Block& block = function.blocks[guard.block];
      const EdgeKind kind = block.successors[guard.edge].kind;
      return (kind == EdgeKind::kTrue || kind == EdgeKind::kFalse) && block.condition >= 0 &&
             MeansZero(function, block.condition, kind, counter);
    });
  };
  bool returns = false;
  for (std::size_t from = 0; from < function.blocks.size(); ++from) {
    if (!graph.IsReachable(static_cast<std::int32_t>(from))) continue;
    for (const facts::Edge& edge : function.blocks[from].successors) {
      if (edge.block != 1 || edge.kind == EdgeKind::kException) continue;
      if (!means_zero(from)) return false;
      returns = true;
    }
  }
  return returns;
}

bool StartsAtConstant(summary::Analyzer& analyzer, points_to::ObjectId object,
                      std::int64_t latch_offset, const LatchCounter& counter, std::int64_t* value) {
  const Program& program = analyzer.program();
  const std::int64_t at = latch_offset + counter.offset;
  FunctionId constructor = kNoFunction;
  std::int64_t parameter = -1;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    if (!analyzer.HasSummary(id)) continue;
    const facts::Function& function = program.function(id);
    for (const Instruction& ins : function.instructions) {
      const bool writes = ins.op == Op::kStore || ins.op == Op::kReadModifyWrite ||
                          ins.op == Op::kCompareExchange || ins.op == Op::kWrite ||
                          ins.op == Op::kCopy;
      if (!writes ||
          !Covers(analyzer.Where(id, ins.args[0]), object, at, counter.bytes, ins.bytes)) {
        continue;
      }
      const std::int64_t stored = ParameterStored(function, ins, counter);
      if (stored >= 0) {
        if (constructor != kNoFunction) return false;
        constructor = id;
        parameter = stored;
      } else if (!HasClaim(function, "signals") || !Subtracts(function, ins, counter)) {
        return false;
      }
    }
  }
  if (constructor == kNoFunction) return false;
  int calls = 0;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    if (!analyzer.HasSummary(id)) continue;
    const facts::Function& function = program.function(id);
    for (std::size_t r = 0; r < function.instructions.size(); ++r) {
      const Instruction& ins = function.instructions[r];
      if (ins.op != Op::kCall || program.FindFunction(ins.symbol) != constructor) continue;
      if (!Covers(analyzer.Where(id, ins.args[0]), object, latch_offset, 1, 1)) continue;
      if (parameter >= static_cast<std::int64_t>(ins.args.size())) return false;
      const Instruction& count = function.instructions[SkipCasts(function, ins.args[parameter])];
      if (count.op != Op::kConstant) return false;
      *value = count.immediate;
      ++calls;
    }
  }
  return calls == 1;
}

bool ArrivesOnce(summary::Analyzer& analyzer, const summary::Frame& at) {
  const Program& program = analyzer.program();
  const facts::Function& caller = program.function(at.function);
  const Instruction& ins = caller.instructions[at.at];
  const auto is_one = [](const facts::Function& function, Register r) {
    const Instruction& value = function.instructions[SkipCasts(function, r)];
    return value.op == Op::kConstant && value.immediate == 1;
  };
  if (ins.op == Op::kBarrierWait) return true;
  if (ins.op == Op::kLatchCountDown) return ins.args.size() < 2 || is_one(caller, ins.args[1]);
  if (ins.op != Op::kCall) return false;
  const FunctionId callee = program.FindFunction(ins.symbol);
  if (callee == kNoFunction) return false;
  const facts::Function& function = program.function(callee);
  if (!HasClaim(function, "signals")) return false;
  int subtractions = 0;
  for (const Instruction& store : function.instructions) {
    if (store.op != Op::kStore) continue;
    const Instruction& value = function.instructions[SkipCasts(function, store.args[1])];
    LatchCounter counter;
    if (value.op != Op::kBinary || value.symbol != "-" ||
        !IsOwnFieldLoad(function, value.args[0], &counter)) {
      continue;
    }
    ++subtractions;
    const Instruction& amount = function.instructions[SkipCasts(function, value.args[1])];
    const bool passed_one = amount.op == Op::kParameter &&
                            amount.immediate < static_cast<std::int64_t>(ins.args.size()) &&
                            is_one(caller, ins.args[amount.immediate]);
    if (!passed_one && !is_one(function, value.args[1])) return false;
  }
  return subtractions == 1;
}

}  // namespace interlock::link
