// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "checker/points_to/solver.h"

namespace interlock::points_to {
namespace {

using facts::Instruction;
using facts::Op;
using facts::Register;
using link::FunctionId;

bool IsComparison(const std::string& symbol) {
  static constexpr const char* kSymbols[] = {"==", "!=", "<", "<=", ">", ">=", "&&", "||", "!"};
  return std::any_of(std::begin(kSymbols), std::end(kSymbols),
                     [&](const char* known) { return symbol == known; });
}

}  // namespace

void Solver::Build(FunctionId function) {
  const std::size_t count = program_.function(function).instructions.size();
  for (std::size_t i = 0; i < count && !graph_.exhausted(); ++i) {
    BuildInstruction(function, static_cast<Register>(i));
  }
}

/// The node of an operand; an empty node if the operand cannot hold an address.
NodeId Solver::Argument(FunctionId function, const Instruction& instruction, std::size_t index) {
  if (index >= instruction.args.size() || instruction.args[index] < 0) return none_node_;
  const Register r = instruction.args[index];
  const Op op = program_.function(function).instructions[r].op;
  if (op == Op::kConstant || op == Op::kNullPointer) return none_node_;
  return RegisterNode(function, r);
}

void Solver::BuildInstruction(FunctionId function, Register r) {
  const Instruction& instruction = program_.function(function).instructions[r];
  const FunctionState& state = states_[function];
  const NodeId self = RegisterNode(function, r);
  const auto argument = [&](std::size_t i) { return Argument(function, instruction, i); };
  switch (instruction.op) {
    case Op::kParameter: {
      const bool known =
          instruction.immediate >= 0 && static_cast<std::size_t>(instruction.immediate) <
                                            program_.function(function).parameters.size();
      if (known) {
        graph_.AddEdge(state.parameters + static_cast<NodeId>(instruction.immediate), self);
      } else {
        graph_.AddLocation(self, kAnythingLocation);
      }
      break;
    }
    case Op::kReturnSlot:
      graph_.AddEdge(state.slot, self);
      break;
    case Op::kUnknown:
      graph_.AddLocation(self, instruction.is_pointer ? kAnythingLocation : kLostLocation);
      break;
    case Op::kUnknownAddress:
      graph_.AddLocation(self, kAnythingLocation);
      break;
    case Op::kInput:
      // Chosen by the environment: as an address, one that the environment knows.
      graph_.AddLocation(self, instruction.is_pointer ? kUnknownLocation : kIntegerLocation);
      break;
    case Op::kUnary:
    case Op::kBinary:
      if (IsComparison(instruction.symbol)) break;
      for (std::size_t i = 0; i < instruction.args.size(); ++i) {
        const bool difference = instruction.op == Op::kBinary && instruction.symbol == "-";
        graph_.AddConstraint(
            argument(i),
            Constraint{difference ? ConstraintKind::kDifference : ConstraintKind::kToNumber, self});
      }
      break;
    case Op::kSelect:
      graph_.AddEdge(argument(1), self);
      graph_.AddEdge(argument(2), self);
      break;
    case Op::kCast:
      graph_.AddEdge(argument(0), self);
      break;
    case Op::kPointerToInteger:
      graph_.AddConstraint(argument(0), Constraint{ConstraintKind::kToNumber, self});
      break;
    case Op::kIntegerToPointer: {
      const bool from_constant =
          !instruction.args.empty() && instruction.args[0] >= 0 &&
          program_.function(function).instructions[instruction.args[0]].op == Op::kConstant &&
          program_.function(function).instructions[instruction.args[0]].immediate == 0;
      if (from_constant) break;  // null
      graph_.AddLocation(self, kUnknownLocation);
      graph_.AddEdge(exposed_node_, self);
      graph_.AddConstraint(argument(0), Constraint{ConstraintKind::kToAddress, self});
      break;
    }
    case Op::kLocal:
    case Op::kGlobal:
    case Op::kThreadLocal:
    case Op::kFunctionAddress:
    case Op::kStringLiteral:
    case Op::kHeap:
    case Op::kField:
    case Op::kIndex:
    case Op::kElements:
      BuildAddress(function, r);
      break;
    case Op::kLoad:
    case Op::kStore:
    case Op::kReadModifyWrite:
    case Op::kCompareExchange:
    case Op::kCopy:
    case Op::kCopyElements:
      BuildMemory(function, r);
      break;
    case Op::kReturn:
      graph_.AddEdge(argument(0), state.result);
      break;
    case Op::kThrow:
      // Whoever catches it is not known here.
      for (std::size_t i = 0; i < instruction.args.size(); ++i) {
        graph_.AddEdge(argument(i), escape_node_);
      }
      break;
    case Op::kCall:
    case Op::kCallIndirect:
    case Op::kSpawn:
      BuildCall(function, r);
      break;
    case Op::kOpaque:
      for (std::size_t i = 0; i < instruction.args.size(); ++i) {
        graph_.AddEdge(argument(i), escape_node_);
      }
      if (!instruction.args.empty()) graph_.AddEdge(argument(instruction.args.size() - 1), self);
      graph_.AddLocation(self, kUnknownLocation);
      MeetUnknownCode();
      break;
    case Op::kUnsupported:
      BuildUnsupported(function, r);
      break;
    // Numbers, touched bytes and synchronisation: no address comes out of these.
    case Op::kConstant:
    case Op::kNullPointer:
    case Op::kFence:
    case Op::kRead:
    case Op::kWrite:
    case Op::kFree:
    case Op::kAssume:
    case Op::kStop:
    case Op::kJoin:
    case Op::kDetach:
    case Op::kJoinRange:
    case Op::kJoinElements:
    case Op::kLock:
    case Op::kUnlock:
    case Op::kTryLock:
    case Op::kConditionWait:
    case Op::kNotify:
    case Op::kOnceBegin:
    case Op::kOnceEnd:
    case Op::kOncePassed:
    case Op::kBarrierInit:
    case Op::kBarrierWait:
    case Op::kLatchInit:
    case Op::kLatchCountDown:
    case Op::kLatchWait:
      break;
  }
}

void Solver::BuildAddress(FunctionId function, Register r) {
  const facts::Function& body = program_.function(function);
  const Instruction& instruction = body.instructions[r];
  const NodeId self = RegisterNode(function, r);
  const NodeId base = Argument(function, instruction, 0);
  switch (instruction.op) {
    case Op::kLocal:
      graph_.AddLocation(
          self, table_.At(LocalObject(function, static_cast<std::int32_t>(instruction.immediate))));
      break;
    case Op::kGlobal:
    case Op::kThreadLocal:
      graph_.AddLocation(
          self, table_.At(GlobalObject(instruction.symbol, instruction.op == Op::kThreadLocal)));
      break;
    case Op::kFunctionAddress:
      graph_.AddLocation(self, table_.At(FunctionObject(instruction.symbol)));
      break;
    case Op::kStringLiteral:
      graph_.AddLocation(self, table_.At(StringObject()));
      break;
    case Op::kHeap:
      graph_.AddLocation(self, table_.At(HeapObject(function, r)));
      break;
    case Op::kField:
      if (instruction.immediate == 0) {
        graph_.AddEdge(base, self);
      } else {
        graph_.AddConstraint(base,
                             Constraint{ConstraintKind::kShift, self, -1, instruction.immediate});
      }
      break;
    case Op::kIndex: {
      const Register index = instruction.args.size() > 1 ? instruction.args[1] : -1;
      const bool is_constant = index >= 0 && body.instructions[index].op == Op::kConstant;
      std::int64_t bytes = 0;
      if (is_constant && !__builtin_mul_overflow(body.instructions[index].immediate,
                                                 instruction.immediate, &bytes)) {
        graph_.AddConstraint(base, Constraint{ConstraintKind::kShift, self, -1, bytes});
      } else {
        graph_.AddConstraint(base,
                             Constraint{ConstraintKind::kStride, self, -1, instruction.immediate});
      }
      break;
    }
    case Op::kElements:
      graph_.AddConstraint(base, Constraint{ConstraintKind::kElements, self});
      break;
    default:
      break;
  }
}

void Solver::BuildMemory(FunctionId function, Register r) {
  const Instruction& instruction = program_.function(function).instructions[r];
  const NodeId self = RegisterNode(function, r);
  const auto bytes = static_cast<std::int64_t>(instruction.bytes);
  const NodeId first = Argument(function, instruction, 0);
  const NodeId second = Argument(function, instruction, 1);
  const auto constrain = [&](NodeId node, ConstraintKind kind, std::int32_t a, std::int64_t c = 0) {
    graph_.AddConstraint(node, Constraint{kind, a, -1, c});
  };
  // The value as it is stored: a number keeps less than a pointer.
  const auto stored = [&](NodeId value) {
    if (value == none_node_ || instruction.is_pointer) return value;
    const NodeId kept = graph_.AddNode();
    constrain(value, ConstraintKind::kStoredNumber, kept);
    return kept;
  };
  switch (instruction.op) {
    case Op::kLoad:
      constrain(first, instruction.is_pointer ? ConstraintKind::kLoad : ConstraintKind::kLoadNumber,
                self, bytes);
      break;
    case Op::kStore:
      if (second != none_node_) constrain(first, ConstraintKind::kStore, stored(second), bytes);
      break;
    case Op::kReadModifyWrite: {
      constrain(first, instruction.is_pointer ? ConstraintKind::kLoad : ConstraintKind::kLoadNumber,
                self, bytes);
      if (second != none_node_) constrain(first, ConstraintKind::kStore, stored(second), bytes);
      if (instruction.symbol == "exchange") break;
      // The cell afterwards holds something computed from the old value.
      NodeId changed = self;
      if (instruction.is_pointer) {
        changed = graph_.AddNode();
        constrain(self, ConstraintKind::kStride, changed, 0);
      }
      constrain(first, ConstraintKind::kStore, changed, bytes);
      break;
    }
    case Op::kCompareExchange: {
      const NodeId desired = Argument(function, instruction, 2);
      const NodeId seen = graph_.AddNode();
      constrain(first, ConstraintKind::kLoad, seen, bytes);
      constrain(second, ConstraintKind::kStore, seen, bytes);
      if (desired != none_node_) constrain(first, ConstraintKind::kStore, stored(desired), bytes);
      break;
    }
    case Op::kCopy: {
      const RegionId buffer = memory_.AddRegion();
      constrain(second, ConstraintKind::kCopyOut, buffer, bytes);
      constrain(first, ConstraintKind::kCopyIn, buffer, bytes);
      graph_.AddEdge(first, self);
      break;
    }
    case Op::kCopyElements: {
      const NodeId to = graph_.AddNode();
      const NodeId from = graph_.AddNode();
      constrain(first, ConstraintKind::kElements, to);
      constrain(second, ConstraintKind::kElements, from);
      const RegionId buffer = memory_.AddRegion();
      constrain(from, ConstraintKind::kCopyOut, buffer, 0);
      constrain(to, ConstraintKind::kCopyIn, buffer, 0);
      if (instruction.symbol != "copy") {
        const NodeId storage = graph_.AddNode();
        constrain(second, ConstraintKind::kLoadStorage, storage);
        constrain(first, ConstraintKind::kStoreStorage, storage);
      }
      break;
    }
    default:
      break;
  }
}

/// True if a constructor or destructor runs that of a base class on its own object, and virtual
/// calls cannot tell: the object is not of the base class then.
bool Solver::IsBaseConstruction(FunctionId function, const Instruction& call) const {
  const facts::Function& caller = program_.function(function);
  const FunctionId callee = program_.FindFunction(call.symbol);
  if (!caller.is_constructor || callee == link::kNoFunction || call.args.empty()) return false;
  const std::string& base = program_.function(callee).record;
  const Instruction& receiver = caller.instructions[call.args[0]];
  std::int64_t offset = 0;
  const Instruction* self = &receiver;
  if (receiver.op == Op::kField && !receiver.args.empty()) {
    offset = receiver.immediate;
    self = &caller.instructions[receiver.args[0]];
  }
  if (self->op != Op::kParameter || self->immediate != 0 || base == caller.record) return false;
  const std::vector<std::uint64_t> offsets = program_.BaseOffsets(caller.record, base);
  return std::find(offsets.begin(), offsets.end(), static_cast<std::uint64_t>(offset)) !=
         offsets.end();
}

void Solver::BuildCall(FunctionId function, Register r) {
  const Instruction& instruction = program_.function(function).instructions[r];
  const CallSiteId id = NewCallSite(function, r);
  const bool is_direct = instruction.op == Op::kCall;
  const std::size_t first = is_direct ? 0 : 1;
  for (std::size_t i = first; i < instruction.args.size(); ++i) {
    call_sites_[id].arguments.push_back(Argument(function, instruction, i));
  }
  if (instruction.op == Op::kSpawn) {
    call_sites_[id].is_spawn = true;
    graph_.AddLocation(RegisterNode(function, r), table_.At(ThreadObject(function, r)));
    for (std::size_t i = 0; i < instruction.args.size(); ++i) {
      thread_nodes_.push_back(Argument(function, instruction, i));
    }
  }
  if (!is_direct) {
    call_sites_[id].callable = Argument(function, instruction, 0);
    graph_.AddConstraint(call_sites_[id].callable, Constraint{ConstraintKind::kCall, id});
    return;
  }
  call_sites_[id].is_direct = true;
  const FunctionId target = program_.FindFunction(instruction.symbol);
  if (instruction.is_virtual && !instruction.args.empty()) {
    call_sites_[id].is_virtual = true;
    call_sites_[id].method = instruction.symbol;
    call_sites_[id].callable = Argument(function, instruction, 0);
    graph_.AddConstraint(call_sites_[id].callable, Constraint{ConstraintKind::kVirtualCall, id});
    return;
  }
  if (target == link::kNoFunction) {
    CallUnknown(id);
    return;
  }
  const facts::Function& callee = program_.function(target);
  if (callee.is_constructor && !callee.record.empty() && !instruction.args.empty()) {
    const bool hidden = IsBaseConstruction(function, instruction) &&
                        !types_.DispatchesDuringConstruction(callee.record);
    if (!hidden) {
      graph_.AddConstraint(Argument(function, instruction, 0),
                           Constraint{ConstraintKind::kConstruct, RecordIndex(callee.record)});
    }
  }
  CallKnown(id, target);
}

/// Whatever the construct does, it can reach what this function can name.
void Solver::BuildUnsupported(FunctionId function, Register r) {
  const facts::Function& body = program_.function(function);
  for (std::size_t i = 0; i < body.instructions.size(); ++i) {
    graph_.AddEdge(RegisterNode(function, static_cast<Register>(i)), escape_node_);
  }
  for (std::size_t i = 0; i < body.parameters.size(); ++i) {
    graph_.AddEdge(states_[function].parameters + static_cast<NodeId>(i), escape_node_);
  }
  for (std::size_t i = 0; i < body.locals.size(); ++i) {
    Escape(LocalObject(function, static_cast<std::int32_t>(i)));
  }
  graph_.AddEdge(states_[function].slot, escape_node_);
  graph_.AddLocation(RegisterNode(function, r), kUnknownLocation);
  MeetUnknownCode();
}

}  // namespace interlock::points_to
