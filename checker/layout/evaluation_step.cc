// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// What each instruction does to the state of an evaluation.
#include <algorithm>

#include "checker/frontend/op_table.h"
#include "checker/layout/evaluation_run.h"

namespace interlock::layout {
namespace {

using facts::Op;

constexpr std::size_t kTargetMax = 16;

/// A constant in the type of the operation that uses it.
Value Typed(const Value& value, std::uint32_t bytes, bool is_unsigned) {
  if (!value.IsConstant() || (value.bytes() == bytes && value.is_unsigned() == is_unsigned)) {
    return value;
  }
  std::int64_t constant = value.constant();
  if (is_unsigned && constant < 0 && bytes < 8) {
    constant &= (std::int64_t{1} << (8 * bytes)) - 1;
  }
  return Value::Constant(constant, bytes, is_unsigned);
}

bool IsTruth(const Value& value) {
  switch (value.operation()) {
    case Operation::kNot:
    case Operation::kLogicalAnd:
    case Operation::kLogicalOr:
    case Operation::kEqual:
    case Operation::kLess:
    case Operation::kLessEqual:
      return true;
    default:
      return value.IsConstant(0) || value.IsConstant(1);
  }
}

}  // namespace

Value LayoutSymbol(const std::string& path, std::uint32_t bytes, bool is_unsigned, bool is_truth,
                   bool is_container_size) {
  SymbolInfo info;
  info.name = "layout." + path;
  info.origin = Origin::kLayout;
  if (is_truth) info.maximum = 1;
  if (is_container_size) {
    info.maximum = std::int64_t{1} << 48;
    info.reason = "address-space";
  }
  return Value::Symbol(info, bytes, is_unsigned);
}

std::string OffsetText(const Address& address) { return address.offset.ToText(); }

Value Run::Truth(const Datum& datum) {
  if (!datum.is_pointer) {
    if (IsTruth(datum.number)) {
      return datum.number.IsConstant() ? Value::Truth(datum.number.constant() != 0) : datum.number;
    }
    // A truth value that was widened.
    if (datum.number.operation() == Operation::kCast && IsTruth(datum.number.arguments()[0])) {
      return datum.number.arguments()[0];
    }
    return Value::Not(Value::Equal(
        datum.number, Value::Constant(0, datum.number.bytes(), datum.number.is_unsigned())));
  }
  Value any = Value::Truth(false);
  for (const Pointer::Target& target : datum.pointer.targets) {
    const Base& base = target.address.base;
    if (base.kind == BaseKind::kNull) continue;
    Value is_set = Value::Truth(true);
    if (base.kind == BaseKind::kInput || base.kind == BaseKind::kUnknown) {
      SymbolInfo info;
      info.name = "whether " + base.name + " points somewhere";
      info.origin = base.kind == BaseKind::kInput ? Origin::kMemory : Origin::kLost;
      info.maximum = 1;
      is_set = Value::Equal(Value::Symbol(info, 1, true), Value::Constant(1, 1, true));
    }
    any = Value::Or(any, Value::And(target.condition, is_set));
  }
  return any;
}

Value Run::Number(const Datum& datum) {
  if (!datum.is_pointer) return datum.number;
  std::optional<Value> number;
  for (const Pointer::Target& target : datum.pointer.targets) {
    const Address& address = target.address;
    Value one = Value::Constant(0, 8, true);
    if (address.base.kind != BaseKind::kNull) {
      const auto made = out_.from_integer.find(address.base.name);
      SymbolInfo info;
      info.name = "address of " + address.base.name;
      info.origin = address.base.kind == BaseKind::kUnknown ? Origin::kLost : Origin::kArgument;
      // Bit-vector lemmas do not need the bound and do not use it.
      info.maximum = std::int64_t{1} << 48;
      info.reason = address.base.kind == BaseKind::kUnknown ? address.base.name : "address-space";
      one = made != out_.from_integer.end() ? made->second : Value::Symbol(info, 8, true);
      if (!address.offset.IsConstant(0)) {
        one = Value::Make(Operation::kAdd,
                          {one, Value::Make(Operation::kCast, {address.offset}, 8, true)}, 8, true);
      }
    }
    number = number.has_value() ? Value::Select(target.condition, one, *number) : one;
  }
  return number.has_value() ? *number : Value::Constant(0, 8, true);
}

Pointer Run::PointerOf(const Datum& datum) {
  if (datum.is_pointer) return datum.pointer;
  Pointer pointer;
  Address address;
  if (datum.number.IsConstant(0)) {
    address.base = Base{BaseKind::kNull, "null"};
  } else if (datum.number.IsSymbol()) {
    address.base = Base{BaseKind::kInput, "*" + datum.number.symbol().name};
  } else {
    address.base = Base{BaseKind::kUnknown, "an address that was computed"};
  }
  address.offset = Value::Constant(0);
  pointer.targets.push_back({Value::Truth(true), address});
  return pointer;
}

Datum Run::Choose(const Value& condition, const Datum& a, const Datum& b) {
  if (condition.IsConstant()) return condition.constant() != 0 ? a : b;
  if (!a.is_pointer && !b.is_pointer) {
    Datum datum;
    datum.number = Value::Select(condition, a.number,
                                 Typed(b.number, a.number.bytes(), a.number.is_unsigned()));
    if (a.number.IsConstant() && !b.number.IsConstant()) {
      datum.number = Value::Select(
          condition, Typed(a.number, b.number.bytes(), b.number.is_unsigned()), b.number);
    }
    return datum;
  }
  Datum datum;
  datum.is_pointer = true;
  const auto add = [&](const Pointer& pointer, const Value& when) {
    for (const Pointer::Target& target : pointer.targets) {
      const Value guarded = Value::And(when, target.condition);
      bool is_known = false;
      for (Pointer::Target& known : datum.pointer.targets) {
        if (!(known.address.base == target.address.base) ||
            !(known.address.offset == target.address.offset)) {
          continue;
        }
        known.condition = Value::Or(known.condition, guarded);
        is_known = true;
        break;
      }
      if (!is_known) datum.pointer.targets.push_back({guarded, target.address});
    }
  };
  add(PointerOf(a), condition);
  add(PointerOf(b), Value::Not(condition));
  if (datum.pointer.targets.size() == 1) {
    datum.pointer.targets[0].condition = Value::Truth(true);
  } else if (datum.pointer.targets.size() > kTargetMax) {
    AddGap("one of too many addresses", Site{}, false);
    Address address;
    address.base = Base{BaseKind::kUnknown, "one of too many addresses"};
    datum.pointer.targets = {{Value::Truth(true), address}};
  }
  return datum;
}

Datum Run::FieldOf(const facts::Instruction& instruction, const Datum& address) {
  Datum moved;
  moved.is_pointer = true;
  moved.pointer = PointerOf(address);
  for (Pointer::Target& target : moved.pointer.targets) {
    Address& at = target.address;
    const Place before = at.place;
    at.offset =
        Value::Make(Operation::kAdd, {at.offset, Value::Constant(instruction.immediate)}, 8, false);
    Place place;
    place.in_layout = before.in_layout;
    if (place.in_layout) {
      place.field_path = before.field_path.empty() ? instruction.symbol
                                                   : before.field_path + "." + instruction.symbol;
    }
    if (const facts::Record* record = program_.FindRecord(before.record)) {
      for (const facts::Field& field : record->fields) {
        if (field.name != instruction.symbol ||
            static_cast<std::int64_t>(field.offset) != instruction.immediate) {
          continue;
        }
        place.record = field.record;
        place.is_truth = field.type == "bool" || field.type == "const bool";
        place.is_container =
            field.record.empty() && field.bytes > 8 &&
            (field.type.starts_with("std::") || field.type.starts_with("const std::"));
      }
    } else if (before.is_container) {
      place.is_size = instruction.symbol == "size" && instruction.bytes == 8;
    }
    if (!before.in_layout && !place.record.empty() && place.record == options_.layout_record) {
      place.in_layout = true;
      place.field_path.clear();
    }
    at.place = place;
  }
  return moved;
}

Datum Run::IndexOf(const facts::Instruction& instruction, const Datum& address, const Value& index,
                   const State& state, const Site& site) {
  Datum moved;
  moved.is_pointer = true;
  moved.pointer = PointerOf(address);
  for (Pointer::Target& target : moved.pointer.targets) {
    Value step = index;
    if (step.IsConstant() || step.bytes() != 8 || step.is_unsigned()) {
      step = step.IsConstant() ? Value::Constant(step.constant())
                               : Value::Make(Operation::kCast, {step}, 8, false);
    }
    if (instruction.immediate != 1) {
      step = Value::Make(Operation::kMultiply, {step, Value::Constant(instruction.immediate)}, 8,
                         false);
      if (!step.IsConstant()) out_.wraps.push_back(WrapCheck{step, state.guard, site});
    }
    Address& at = target.address;
    at.offset =
        at.offset.IsConstant(0) ? step : Value::Make(Operation::kAdd, {at.offset, step}, 8, false);
    at.place = Place{};
  }
  return moved;
}

Datum Run::Compare(const facts::Instruction& instruction, const Datum& a, const Datum& b) {
  const std::string& sign = instruction.symbol;
  Datum datum;
  if (a.is_pointer || b.is_pointer) {
    const Pointer first = PointerOf(a);
    const Pointer second = PointerOf(b);
    const bool is_equality = sign == "==" || sign == "!=";
    const auto is_null = [](const Pointer& pointer) {
      return pointer.targets.size() == 1 && pointer.targets[0].address.base.kind == BaseKind::kNull;
    };
    Value value;
    if (is_equality && (is_null(first) || is_null(second))) {
      value = Value::Not(Truth(is_null(first) ? b : a));
    } else if (is_equality && first.targets.size() == 1 && second.targets.size() == 1 &&
               first.targets[0].address.base == second.targets[0].address.base &&
               first.targets[0].address.base.kind != BaseKind::kUnknown) {
      value = Value::Equal(first.targets[0].address.offset, second.targets[0].address.offset);
    } else {
      value = Value::Equal(Lost("comparison of pointers", Site{}, 1, true).number,
                           Value::Constant(1, 1, true));
      datum.number = value;
      return datum;
    }
    datum.number = sign == "!=" ? Value::Not(value) : value;
    return datum;
  }
  const Value x = Typed(a.number, instruction.bytes, instruction.is_unsigned);
  const Value y = Typed(b.number, instruction.bytes, instruction.is_unsigned);
  if (sign == "==") datum.number = Value::Equal(x, y);
  if (sign == "!=") datum.number = Value::Not(Value::Equal(x, y));
  if (sign == "<") datum.number = Value::Make(Operation::kLess, {x, y}, 1, true);
  if (sign == ">") datum.number = Value::Make(Operation::kLess, {y, x}, 1, true);
  if (sign == "<=") datum.number = Value::Make(Operation::kLessEqual, {x, y}, 1, true);
  if (sign == ">=") datum.number = Value::Make(Operation::kLessEqual, {y, x}, 1, true);
  return datum;
}

Datum Run::Binary(const facts::Instruction& instruction, const Datum& a, const Datum& b,
                  const State& state, const Site& site) {
  static const std::map<std::string, Operation> kOperations = {
      {"+", Operation::kAdd},         {"-", Operation::kSubtract},  {"*", Operation::kMultiply},
      {"/", Operation::kDivide},      {"%", Operation::kRemainder}, {"<<", Operation::kShiftLeft},
      {">>", Operation::kShiftRight}, {"&", Operation::kAnd},       {"|", Operation::kOr},
      {"^", Operation::kXor}};
  Datum datum;
  const std::string& sign = instruction.symbol;
  if (sign == "&&") {
    datum.number = Value::And(Truth(a), Truth(b));
    return datum;
  }
  if (sign == "||") {
    datum.number = Value::Or(Truth(a), Truth(b));
    return datum;
  }
  const auto found = kOperations.find(sign);
  if (found == kOperations.end()) return Compare(instruction, a, b);
  if (a.is_pointer || b.is_pointer) return Lost("arithmetic on pointers", site);
  const Value x = Typed(a.number, instruction.bytes, instruction.is_unsigned);
  const bool is_shift = sign == "<<" || sign == ">>";
  const Value y = is_shift ? b.number : Typed(b.number, instruction.bytes, instruction.is_unsigned);
  datum.number = Value::Make(found->second, {x, y}, instruction.bytes, instruction.is_unsigned);
  const bool may_wrap = sign != "&" && sign != "|" && sign != "^";
  if (may_wrap && !datum.number.IsConstant()) {
    out_.wraps.push_back(WrapCheck{datum.number, state.guard, site});
  }
  return datum;
}

Datum Run::Step(Activation& activation, const facts::Instruction& instruction, facts::Register at,
                State& state, bool* ended) {
  const Site site = SiteOf(activation, at);
  const auto argument = [&](std::size_t i) -> Datum {
    return Get(activation, instruction.args[i]);
  };
  Datum datum;
  switch (instruction.op) {
    case Op::kConstant:
      datum.number = Value::Constant(instruction.immediate);
      return datum;
    case Op::kNullPointer:
      return PointTo({BaseKind::kNull, "null"});
    case Op::kParameter:
      if (static_cast<std::size_t>(instruction.immediate) < activation.arguments.size()) {
        return activation.arguments[static_cast<std::size_t>(instruction.immediate)];
      }
      return Lost("missing argument", site);
    case Op::kReturnSlot:
      return activation.result_slot;
    case Op::kUnknown:
      return Lost(instruction.symbol, site, 8);
    case Op::kUnknownAddress:
      return PointTo({BaseKind::kUnknown, instruction.symbol});
    case Op::kInput: {
      SymbolInfo info;
      info.name = Fresh(options_.prefix + instruction.symbol);
      info.origin = Origin::kMemory;
      datum.number = Value::Symbol(info, 8, false);
      return datum;
    }
    case Op::kUnary: {
      const Datum a = argument(0);
      if (instruction.symbol == "!") {
        datum.number = Value::Not(Truth(a));
      } else if (instruction.symbol == "~") {
        datum.number = Value::Make(Operation::kBitNot,
                                   {Typed(Number(a), instruction.bytes, instruction.is_unsigned)},
                                   instruction.bytes, instruction.is_unsigned);
      } else {
        datum.number = Value::Make(Operation::kSubtract,
                                   {Value::Constant(0, instruction.bytes, instruction.is_unsigned),
                                    Typed(Number(a), instruction.bytes, instruction.is_unsigned)},
                                   instruction.bytes, instruction.is_unsigned);
        if (!datum.number.IsConstant()) {
          out_.wraps.push_back(WrapCheck{datum.number, state.guard, site});
        }
      }
      return datum;
    }
    case Op::kBinary:
      return Binary(instruction, argument(0), argument(1), state, site);
    case Op::kSelect: {
      const Value condition = Truth(argument(0));
      const auto& a = activation.registers[static_cast<std::size_t>(instruction.args[1])];
      const auto& b = activation.registers[static_cast<std::size_t>(instruction.args[2])];
      // An arm that was never evaluated is never chosen.
      if (!a.has_value() && b.has_value()) return *b;
      if (!b.has_value() && a.has_value()) return *a;
      return Choose(condition, argument(1), argument(2));
    }
    case Op::kCast: {
      const Datum a = argument(0);
      if (a.is_pointer) return a;
      if (a.number.bytes() == instruction.bytes &&
          a.number.is_unsigned() == instruction.is_unsigned) {
        return a;
      }
      datum.number =
          Value::Make(Operation::kCast, {a.number}, instruction.bytes, instruction.is_unsigned);
      return datum;
    }
    case Op::kPointerToInteger:
      datum.number = Number(argument(0));
      return datum;
    case Op::kIntegerToPointer: {
      const Base base{BaseKind::kInput, Fresh("pointer from an integer")};
      out_.from_integer[base.name] = Number(argument(0));
      return PointTo(base);
    }
    case Op::kLocal: {
      const facts::Local& local =
          activation.function->locals[static_cast<std::size_t>(instruction.immediate)];
      Place place = PlaceOfRecord(local.record);
      place.is_truth = local.type == "bool" || local.type == "const bool";
      place.is_container =
          local.record.empty() && local.bytes > 8 &&
          (local.type.starts_with("std::") || local.type.starts_with("const std::"));
      return PointTo({BaseKind::kOwn,
                      "own:" + activation.name + ".local" + std::to_string(instruction.immediate)},
                     place);
    }
    case Op::kGlobal:
    case Op::kThreadLocal: {
      const facts::Global* global = program_.FindGlobal(instruction.symbol);
      return PointTo({BaseKind::kInput, "global " + instruction.symbol},
                     global != nullptr ? PlaceOfRecord(global->record) : Place{});
    }
    case Op::kFunctionAddress:
      return PointTo({BaseKind::kInput, "function " + instruction.symbol});
    case Op::kStringLiteral:
      return PointTo({BaseKind::kInput, "string literal"});
    case Op::kHeap:
      return PointTo({BaseKind::kInput, Fresh("heap")}, PlaceOfRecord(instruction.symbol));
    case Op::kField:
      return FieldOf(instruction, argument(0));
    case Op::kIndex:
      return IndexOf(instruction, argument(0), Number(argument(1)), state, site);
    case Op::kElements: {
      const Pointer pointer = PointerOf(argument(0));
      datum.is_pointer = true;
      for (const Pointer::Target& target : pointer.targets) {
        Address address;
        address.base = Base{BaseKind::kElements,
                            target.address.offset.ToText() + " " + target.address.base.name};
        datum.pointer.targets.push_back({target.condition, address});
      }
      return datum;
    }
    case Op::kLoad:
      return Load(instruction, argument(0), state, site);
    case Op::kStore: {
      Datum value = argument(1);
      if (instruction.is_pointer && !value.is_pointer) {
        value.pointer = PointerOf(value);
        value.is_pointer = true;
      }
      if (!value.is_pointer) {
        value.number = Typed(value.number, instruction.bytes, instruction.is_unsigned);
      }
      const bool is_atomic = instruction.order != facts::Order::kPlain;
      Store(argument(0), value, instruction.bytes, is_atomic, state, site);
      if (is_atomic) ForgetInput(state, "");
      return datum;
    }
    case Op::kReadModifyWrite:
    case Op::kCompareExchange: {
      const bool is_atomic = instruction.order != facts::Order::kPlain;
      if (instruction.op == Op::kCompareExchange) {
        Touch(argument(1), Value::Constant(instruction.bytes), true, true, state, site);
      }
      Store(argument(0), Lost("changed in one step", site, instruction.bytes), instruction.bytes,
            is_atomic, state, site);
      ForgetInput(state, "");
      SymbolInfo info;
      info.name = Fresh(options_.prefix + "old value");
      info.origin = Origin::kMemory;
      if (instruction.op == Op::kCompareExchange) info.maximum = 1;
      datum.number =
          Value::Symbol(info, instruction.op == Op::kCompareExchange ? 1 : instruction.bytes,
                        instruction.is_unsigned || instruction.op == Op::kCompareExchange);
      return datum;
    }
    case Op::kRead:
    case Op::kWrite: {
      const bool has_size = instruction.args.size() > 1;
      const Value size = has_size ? Number(argument(1)) : Value::Constant(instruction.bytes);
      Touch(argument(0), size, has_size || instruction.bytes > 0, instruction.op == Op::kWrite,
            state, site);
      return datum;
    }
    case Op::kCopy: {
      if (instruction.bytes == 0 && instruction.args.size() > 2) {
        const Value size = Number(argument(2));
        if (!size.IsConstant()) {
          Touch(argument(1), size, true, false, state, site);
          Touch(argument(0), size, true, true, state, site);
          return datum;
        }
        Copy(argument(0), argument(1), size.constant(), state, site);
        return datum;
      }
      Copy(argument(0), argument(1), instruction.bytes, state, site);
      return datum;
    }
    case Op::kCopyElements:
      Touch(argument(0), Value::Constant(8), true, true, state, site);
      if (instruction.symbol != "copy") {
        Touch(argument(1), Value::Constant(8), true, true, state, site);
      }
      return datum;
    case Op::kFree:
      Touch(argument(0), Value::Constant(0), false, true, state, site);
      return datum;
    case Op::kCall:
      return Call(activation, instruction, at, state, ended);
    case Op::kCallIndirect:
      return UnknownCall(activation, instruction, at, "a function that a value names", state);
    case Op::kReturn: {
      if (!instruction.args.empty()) {
        const Datum value = argument(0);
        state.cells[{"own:" + activation.name + ".return", 0}] =
            Cell{value.is_pointer ? 8 : value.number.bytes(), value};
      }
      return datum;
    }
    case Op::kAssume: {
      const Value condition = Truth(argument(0));
      if (condition.IsConstant(0)) *ended = true;
      if (!condition.IsConstant()) state.guard.push_back(condition);
      return datum;
    }
    case Op::kThrow:
    case Op::kStop:
      *ended = true;
      return datum;
    case Op::kOpaque:
      return UnknownCall(activation, instruction, at, instruction.symbol, state);
    case Op::kUnsupported: {
      // Anything may have happened: no access list is complete behind it.
      AddGap("unsupported construct: " + instruction.symbol, site, false);
      for (const auto& cell : std::map<CellKey, Cell>(state.cells)) {
        ForgetObject(cell.first.first, state);
      }
      ForgetInput(state, "");
      return Lost("unsupported construct: " + instruction.symbol, site);
    }
    case Op::kSpawn:
      return UnknownCall(activation, instruction, at, "a thread", state);
    case Op::kTryLock:
      ForgetInput(state, "");
      return Lost("whether a lock was taken", site, 1, true);
    default:
      break;
  }
  // Synchronisation: other threads may have written what they were allowed to.
  ForgetInput(state, "");
  return datum;
}

}  // namespace interlock::layout
