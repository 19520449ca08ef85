// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/site_table.h"

namespace interlock::link {
namespace {

using facts::Op;

const char* KindText(Op op) {
  switch (op) {
    case Op::kLoad:
    case Op::kRead:
      return "read";
    case Op::kStore:
    case Op::kWrite:
      return "write";
    case Op::kReadModifyWrite:
    case Op::kCompareExchange:
      return "update";
    case Op::kCopy:
      return "copy";
    case Op::kFree:
      return "free";
    case Op::kCall:
    case Op::kCallIndirect:
      return "call";
    case Op::kSpawn:
      return "spawn";
    case Op::kJoin:
    case Op::kJoinRange:
    case Op::kJoinElements:
      return "join";
    case Op::kLock:
    case Op::kTryLock:
      return "lock";
    case Op::kUnlock:
      return "unlock";
    case Op::kOpaque:
      return "opaque";
    case Op::kHeap:
      return "heap";
    default:
      return "point";
  }
}

/// Names of the fields and variables on the way to an address, innermost object first.
std::string PathOf(const Program& program, const facts::Function& function, facts::Register r,
                   int depth) {
  if (r < 0 || depth > 8) return "";
  const facts::Instruction& ins = function.instructions[r];
  switch (ins.op) {
    case Op::kField: {
      const std::string base = PathOf(program, function, ins.args[0], depth + 1);
      return base.empty() ? ins.symbol : base + "." + ins.symbol;
    }
    case Op::kIndex:
      return PathOf(program, function, ins.args[0], depth + 1) + "[]";
    case Op::kElements:
      return PathOf(program, function, ins.args[0], depth + 1) + "{}";
    case Op::kGlobal:
    case Op::kThreadLocal: {
      const facts::Global* global = program.FindGlobal(ins.symbol);
      return global != nullptr ? global->name : ins.symbol;
    }
    case Op::kLocal:
      return function.locals[ins.immediate].name;
    case Op::kParameter:
      return ins.immediate < static_cast<std::int64_t>(function.parameters.size())
                 ? function.parameters[ins.immediate].name
                 : "";
    case Op::kLoad:
      return PathOf(program, function, ins.args[0], depth + 1);
    case Op::kCast:
      return PathOf(program, function, ins.args[0], depth + 1);
    default:
      return "";
  }
}

facts::Register AddressOperand(const facts::Instruction& ins) {
  switch (ins.op) {
    case Op::kLoad:
    case Op::kStore:
    case Op::kRead:
    case Op::kWrite:
    case Op::kReadModifyWrite:
    case Op::kCompareExchange:
    case Op::kCopy:
    case Op::kFree:
    case Op::kLock:
    case Op::kUnlock:
    case Op::kTryLock:
      return ins.args.empty() ? facts::kNoRegister : ins.args[0];
    default:
      return facts::kNoRegister;
  }
}

std::string LikeOf(const facts::Function& function, facts::Register at) {
  const facts::Instruction& ins = function.instructions[at];
  std::string like = KindText(ins.op);
  // The field path without names of locals, so that renaming one changes nothing.
  const facts::Register address = AddressOperand(ins);
  if (address >= 0) {
    const facts::Instruction& base = function.instructions[address];
    if (base.op == Op::kField || base.op == Op::kGlobal) like += " " + base.symbol;
  } else if (ins.op == Op::kCall || ins.op == Op::kOpaque) {
    like += " " + ins.symbol;
  }
  return like;
}

}  // namespace

std::string SiteKey(const facts::Function& function, facts::Register at) {
  const std::string like = LikeOf(function, at);
  int ordinal = 0;
  for (facts::Register r = 0; r < at; ++r) {
    if (function.instructions[r].op == function.instructions[at].op &&
        LikeOf(function, r) == like) {
      ++ordinal;
    }
  }
  return function.key + "#" + like + "#" + std::to_string(ordinal);
}

std::string DescribeAddress(const Program& program, const facts::Function& function,
                            facts::Register address) {
  if (address < 0) return "";
  std::string path = PathOf(program, function, address, 0);
  if (path.rfind("this.", 0) == 0) path = path.substr(5);
  while (!path.empty() && (path.back() == '}' || path.back() == '{')) path.pop_back();
  const facts::Instruction& ins = function.instructions[address];
  if (path.empty()) return "";
  if (ins.op == Op::kGlobal || ins.op == Op::kLocal) return "variable '" + path + "'";
  if (ins.op == Op::kElements || path.find("{}") != std::string::npos) {
    return "elements of '" + path.substr(0, path.find("{}")) + "'";
  }
  return "field '" + path + "'";
}

protocol::SiteId SiteTable::Of(const summary::Frame& frame) {
  const auto [it, inserted] = ids_.emplace(frame, static_cast<protocol::SiteId>(sites_.size()));
  if (inserted) {
    const facts::Function& function = program_.function(frame.function);
    const facts::Instruction& ins = function.instructions[frame.at];
    sites_.push_back(protocol::Site{SiteKey(function, frame.at),
                                    program_.PositionText(frame.function, ins.position),
                                    function.name});
  }
  return it->second;
}

std::vector<protocol::SiteId> SiteTable::Of(const summary::Stack& stack, std::size_t count) {
  std::vector<protocol::SiteId> sites;
  for (std::size_t i = 0; i < count && i < stack.size(); ++i) sites.push_back(Of(stack[i]));
  return sites;
}

}  // namespace interlock::link
