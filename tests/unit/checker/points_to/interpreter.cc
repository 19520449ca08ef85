// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/unit/checker/points_to/interpreter.h"

namespace interlock::points_to {

using facts::Instruction;
using facts::Op;

namespace {
constexpr int kDepthMax = 5;
constexpr int kRounds = 3;
}  // namespace

Interpreter::Value Interpreter::Call(FunctionId id, const std::vector<Value>& arguments,
                                     int depth) {
  const facts::Function& function = program_.function(id);
  executed_.insert(id);
  std::vector<int> locals;
  for (std::size_t i = 0; i < function.locals.size(); ++i) {
    Instance instance;
    instance.kind = Instance::Kind::kLocal;
    instance.function = id;
    instance.index = static_cast<std::int32_t>(i);
    locals.push_back(NewInstance(instance, function.locals[i].bytes, function.locals[i].record));
  }
  std::vector<Value> registers(function.instructions.size());
  Value result;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      if (--fuel_ < 0) return result;
      const auto r = static_cast<Register>(i);
      registers[i] = Step(id, r, registers, arguments, locals, depth);
      if (function.instructions[i].op == Op::kReturn) {
        result = registers[function.instructions[i].args[0]];
        continue;
      }
      const std::optional<Pointer> pointer = AsPointer(registers[i]);
      if (pointer) observer_(id, r, *pointer);
    }
  }
  return result;
}

Interpreter::Value Interpreter::Step(FunctionId id, Register r, const std::vector<Value>& registers,
                                     const std::vector<Value>& arguments,
                                     const std::vector<int>& locals, int depth) {
  const facts::Function& function = program_.function(id);
  const Instruction& i = function.instructions[r];
  std::vector<Value> a;
  for (const Register arg : i.args) a.push_back(registers[arg]);
  const Value undefined;
  switch (i.op) {
    case Op::kParameter:
      return static_cast<std::size_t>(i.immediate) < arguments.size() ? arguments[i.immediate]
                                                                      : undefined;
    case Op::kLocal:
      return Make(Pointer{locals[i.immediate], 0});
    case Op::kGlobal:
      return Make(Pointer{Global(i.symbol), 0});
    case Op::kFunctionAddress:
      return Make(Pointer{-1, 0, program_.FindFunction(i.symbol)});
    case Op::kHeap: {
      Instance instance;
      instance.kind = Instance::Kind::kHeap;
      instance.function = id;
      instance.index = r;
      const bool is_record = program_.FindRecord(i.symbol) != nullptr;
      const std::size_t bytes = i.args.empty() ? i.bytes : i.bytes * 4;
      return Make(Pointer{NewInstance(instance, bytes, is_record ? i.symbol : ""), 0});
    }
    case Op::kField:
    case Op::kIndex: {
      const auto p = Address(a[0], 0);
      if (!p) return undefined;
      std::int64_t index = 1;
      if (i.op == Op::kIndex) {
        const Instruction& operand = function.instructions[i.args[1]];
        index = operand.op == Op::kConstant ? operand.immediate : Pick(-2, 4);
      }
      const Value moved = Make(Pointer{p->instance, p->offset + index * i.immediate});
      return Address(moved, 0) ? moved : undefined;
    }
    case Op::kElements: {
      const auto p = Address(a[0], 1);
      return p ? Make(Pointer{Storage(*p), 0}) : undefined;
    }
    case Op::kLoad:
      return Load(a[0], i.bytes);
    case Op::kStore:
      Store(a[0], a[1], i.bytes);
      return undefined;
    case Op::kReadModifyWrite: {
      const Value old = Load(a[0], i.bytes);
      Store(a[0], a[1], i.bytes);
      return old;
    }
    case Op::kCompareExchange:
      if (Pick(0, 1) == 0) {
        Store(a[0], a[2], i.bytes);
      } else {
        Store(a[1], Load(a[0], i.bytes), i.bytes);
      }
      return undefined;
    case Op::kCopy: {
      const auto to = Address(a[0], i.bytes), from = Address(a[1], i.bytes);
      if (to && from) Copy(*to, *from, i.bytes);
      return undefined;
    }
    case Op::kCopyElements: {
      const auto to = Address(a[0], 1), from = Address(a[1], 1);
      if (!to || !from) return undefined;
      const int source = Storage(*from);
      if (i.symbol != "copy" && Pick(0, 1) == 0) {
        instances_[from->instance].storage.erase(from->offset);
        instances_[to->instance].storage[to->offset] = source;
      } else {
        Copy(Pointer{Storage(*to), 0}, Pointer{source, 0}, 48);
      }
      return undefined;
    }
    case Op::kSelect:
      return Pick(0, 1) == 0 ? a[1] : a[2];
    case Op::kPointerToInteger:
    case Op::kIntegerToPointer:
    case Op::kBinary:
      return a[0];  // binary: | 0
    case Op::kCall:
      return i.is_virtual ? CallVirtual(id, r, a, depth)
                          : Invoke(id, r, program_.FindFunction(i.symbol), a, depth);
    case Op::kCallIndirect:
      return CallAddress(id, r, a, depth);
    case Op::kSpawn: {
      const int parent = thread_;
      thread_ = ++thread_count_;
      CallAddress(id, r, a, depth);
      thread_ = parent;
      return undefined;
    }
    case Op::kOpaque:
      return Opaque(a, depth);
    case Op::kUnknownAddress:
    case Op::kUnknown:
      return AnyAddress();
    default:
      return undefined;
  }
}

Interpreter::Value Interpreter::Invoke(FunctionId caller, Register site, FunctionId target,
                                       const std::vector<Value>& arguments, int depth) {
  if (target == link::kNoFunction || depth >= kDepthMax) return Value{};
  if (arguments.size() < program_.function(target).parameters.size()) return Value{};
  if (caller != link::kNoFunction) call_observer_(caller, site, target);
  return Call(target, arguments, depth + 1);
}

Interpreter::Value Interpreter::CallAddress(FunctionId caller, Register site,
                                            const std::vector<Value>& operands, int depth) {
  const auto callable = AsPointer(operands[0]);
  if (!callable) return Value{};
  std::vector<Value> arguments(operands.begin() + 1, operands.end());
  if (callable->function != link::kNoFunction) {
    return Invoke(caller, site, callable->function, arguments, depth);
  }
  const auto& tags = instances_[callable->instance].tags;
  const auto tag = tags.find(callable->offset);
  if (tag == tags.end()) return Value{};
  const std::vector<FunctionId>& operators = program_.CallOperators(tag->second);
  if (operators.empty()) return Value{};
  arguments.insert(arguments.begin(), operands[0]);
  return Invoke(caller, site, operators[0], arguments, depth);
}

Interpreter::Value Interpreter::CallVirtual(FunctionId caller, Register site,
                                            std::vector<Value> operands, int depth) {
  const auto receiver = Address(operands[0], 0);
  if (!receiver) return Value{};
  for (const auto& [offset, record] : instances_[receiver->instance].tags) {
    for (const std::uint64_t base : program_.BaseOffsets(record, "Base")) {
      if (record == "Base") continue;
      if (offset + static_cast<std::int64_t>(base) != receiver->offset) continue;
      operands[0] = Make(Pointer{receiver->instance, offset});
      return Invoke(caller, site, program_.FindFunction(record + "::run"), operands, depth);
    }
  }
  return Value{};
}

void Interpreter::Learn(const Value& value) {
  const auto pointer = AsPointer(value);
  if (!pointer) return;
  known_.push_back(*pointer);
  if (pointer->instance < 0 || !known_instances_.insert(pointer->instance).second) return;
  const Instance instance = instances_[pointer->instance];
  for (std::size_t at = 0; at + 8 <= instance.memory.size(); ++at) {
    Value word;
    for (int i = 0; i < 8; ++i) word[i] = instance.memory[at + i];
    Learn(word);
  }
  for (const auto& [offset, storage] : instance.storage) Learn(Make(Pointer{storage, 0}));
}

Interpreter::Value Interpreter::Opaque(const std::vector<Value>& arguments, int depth) {
  for (const Value& argument : arguments) Learn(argument);
  for (const char* global : {"g0", "g1"}) Learn(Make(Pointer{Global(global), 0}));
  known_instances_.clear();  // objects change: look again next time
  for (int step = 0; step < 3; ++step) {
    const Pointer target = known_[Pick(0, static_cast<int>(known_.size()) - 1)];
    const Pointer value = known_[Pick(0, static_cast<int>(known_.size()) - 1)];
    if (target.instance >= 0) {
      Store(Make(Pointer{target.instance, 8 * Pick(0, 3)}), Make(value), 8);
    } else {
      const Value a = Make(value);
      Learn(Invoke(link::kNoFunction, 0, target.function, {a, a}, depth));
    }
  }
  return Make(known_[Pick(0, static_cast<int>(known_.size()) - 1)]);
}

/// A lost address is that of an object which its thread can name: made by it, or global.
Interpreter::Value Interpreter::AnyAddress() {
  const int instance = Pick(0, static_cast<int>(instances_.size()) - 1);
  const Instance& chosen = instances_[instance];
  const bool is_nameable = chosen.creator == thread_ || chosen.kind == Instance::Kind::kGlobal;
  return is_nameable ? Make(Pointer{instance, 8 * Pick(0, 1)}) : Value{};
}

}  // namespace interlock::points_to
