// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/claimed_class.h"

#include <algorithm>

namespace interlock::counting {
namespace {

using facts::Function;
using facts::Instruction;
using facts::Op;
using facts::Register;

bool HasClaim(const Function& function, const char* name) {
  return std::any_of(function.claims.begin(), function.claims.end(),
                     [&](const facts::Claim& claim) { return claim.name == name; });
}

Register SkipCasts(const Function& function, Register r) {
  while (r >= 0 && function.instructions[static_cast<std::size_t>(r)].op == Op::kCast) {
    r = function.instructions[static_cast<std::size_t>(r)].args[0];
  }
  return r;
}

const Instruction& At(const Function& function, Register r) {
  return function.instructions[static_cast<std::size_t>(SkipCasts(function, r))];
}

/// The offset of a field of `this` that the register is the address of.
std::optional<std::int64_t> OwnField(const Function& function, Register r) {
  const Instruction& field = At(function, r);
  if (field.op != Op::kField) return std::nullopt;
  const Instruction& base = At(function, field.args[0]);
  if (base.op != Op::kParameter || base.immediate != 0) return std::nullopt;
  return field.immediate;
}

/// The offset of a field of `this` that the register is the value of.
std::optional<std::int64_t> OwnLoad(const Function& function, Register r) {
  const Instruction& load = At(function, r);
  if (load.op != Op::kLoad || load.order != facts::Order::kPlain) return std::nullopt;
  return OwnField(function, load.args[0]);
}

MethodEffect NotUnderstood(const std::string& reason) {
  return {MethodKind::kNotUnderstood, -1, 0, reason};
}

}  // namespace

bool ClaimedClasses::Contains(link::FunctionId id, Op op, int depth) const {
  // Deeper than this no wrapper goes; what is not seen counts as there.
  if (depth > 8) return true;
  for (const Instruction& ins : program_.function(id).instructions) {
    if (ins.op == op) return true;
    if (ins.op != Op::kCall) continue;
    const link::FunctionId callee = program_.FindFunction(ins.symbol);
    if (callee != link::kNoFunction && callee != id && Contains(callee, op, depth + 1)) return true;
  }
  return false;
}

MethodEffect ClaimedClasses::EffectOf(link::FunctionId method) const {
  const Function& function = program_.function(method);
  if (function.record.empty() || function.is_destructor) return {};
  const MethodEffect channel = ChannelEffect(method);
  return channel.kind != MethodKind::kNone ? channel : CounterEffect(method);
}

MethodEffect ClaimedClasses::ChannelEffect(link::FunctionId method) const {
  const Function& function = program_.function(method);
  bool sends = false, receives = false, closes = false;
  int makers = 0;
  std::int32_t capacity_parameter = -1;
  std::optional<std::int64_t> capacity;
  for (const link::FunctionId id : program_.Methods(function.record)) {
    const Function& other = program_.function(id);
    sends |= HasClaim(other, "sends");
    receives |= HasClaim(other, "receives");
    closes |= HasClaim(other, "closes");
    if (!other.is_constructor) continue;
    ++makers;
    for (const Instruction& ins : other.instructions) {
      if (ins.op != Op::kStore) continue;
      const Instruction& value = At(other, ins.args[1]);
      if (value.op != Op::kParameter || value.immediate == 0) continue;
      if (capacity_parameter >= 0) return NotUnderstood("channel stores two parameters");
      capacity_parameter = static_cast<std::int32_t>(value.immediate);
      capacity = OwnField(other, ins.args[0]);
    }
  }
  const bool claimed =
      HasClaim(function, "sends") || HasClaim(function, "receives") || HasClaim(function, "closes");
  if (!claimed && !(function.is_constructor && (sends || receives || closes))) return {};
  if (makers > 1) return NotUnderstood("channel with several constructors");
  if (makers == 1 && (capacity_parameter < 0 || !capacity)) {
    return NotUnderstood("channel whose constructor stores no capacity");
  }
  // The capacity must not change later.
  for (const link::FunctionId id : program_.Methods(function.record)) {
    const Function& other = program_.function(id);
    if (other.is_constructor) continue;
    for (const Instruction& ins : other.instructions) {
      if (ins.op == Op::kStore && OwnField(other, ins.args[0]) == capacity) {
        return NotUnderstood("channel whose capacity changes");
      }
    }
  }
  if (function.is_constructor) return {MethodKind::kMakeChannel, capacity_parameter, 0, ""};
  const bool waits = Contains(method, Op::kConditionWait, 0);
  const int roles =
      HasClaim(function, "sends") + HasClaim(function, "receives") + HasClaim(function, "closes");
  if (roles != 1) return NotUnderstood("method with several claims of a channel");
  if (HasClaim(function, "sends"))
    return {waits ? MethodKind::kSend : MethodKind::kTrySend, -1, 0, ""};
  if (HasClaim(function, "receives")) {
    return {waits ? MethodKind::kReceive : MethodKind::kTryReceive, -1, 0, ""};
  }
  if (waits) return NotUnderstood("method that closes and waits");
  return {MethodKind::kCloseChannel, -1, 0, ""};
}

std::optional<std::int64_t> ClaimedClasses::CounterField(const std::string& record) const {
  for (const link::FunctionId id : program_.Methods(record)) {
    const Function& function = program_.function(id);
    if (!HasClaim(function, "waits_for") || HasClaim(function, "signals")) continue;
    // One loop: while (field != 0) wait. The test is the only branch of the body.
    std::optional<std::int64_t> field;
    int branches = 0;
    for (const facts::Block& block : function.blocks) {
      if (block.condition == facts::kNoRegister) continue;
      ++branches;
      const Instruction& test = At(function, block.condition);
      if (test.op != Op::kBinary || (test.symbol != "!=" && test.symbol != "==")) continue;
      const Instruction& zero = At(function, test.args[1]);
      if (zero.op == Op::kConstant && zero.immediate == 0) field = OwnLoad(function, test.args[0]);
    }
    if (branches != 1 || !field || !Contains(id, Op::kConditionWait, 0)) return std::nullopt;
    return field;
  }
  return std::nullopt;
}

MethodEffect ClaimedClasses::CounterEffect(link::FunctionId method) const {
  const Function& function = program_.function(method);
  bool is_counter = false;
  for (const link::FunctionId id : program_.Methods(function.record)) {
    is_counter |= HasClaim(program_.function(id), "waits_for");
  }
  if (!is_counter) return {};
  const bool waits = HasClaim(function, "waits_for");
  const bool signals = HasClaim(function, "signals");
  const std::optional<std::int64_t> field = CounterField(function.record);
  if (!field) {
    return waits || signals || function.is_constructor
               ? NotUnderstood("class that is waited for, and not until a field is 0")
               : MethodEffect{};
  }
  // Both at once: the body calls one method for each.
  if (waits && signals) return {};
  if (waits) return {MethodKind::kWait, -1, 0, ""};
  MethodEffect effect;
  int changes = 0;
  for (const Instruction& ins : function.instructions) {
    const bool writes = ins.op == Op::kStore || ins.op == Op::kReadModifyWrite ||
                        ins.op == Op::kCompareExchange || ins.op == Op::kWrite ||
                        ins.op == Op::kCopy;
    if (!writes || OwnField(function, ins.args[0]) != field) continue;
    ++changes;
    if (ins.op != Op::kStore) return NotUnderstood("counter that is changed in an unusual way");
    const Instruction& value = At(function, ins.args[1]);
    const auto amount_of = [&](const Instruction& amount) {
      if (amount.op == Op::kParameter && amount.immediate > 0) {
        effect.parameter = static_cast<std::int32_t>(amount.immediate);
        return true;
      }
      effect.amount = amount.immediate;
      return amount.op == Op::kConstant;
    };
    if (function.is_constructor) {
      if (!amount_of(value)) return NotUnderstood("counter with an unusual start");
      effect.kind = MethodKind::kMakeCounter;
      continue;
    }
    if (value.op != Op::kBinary || (value.symbol != "+" && value.symbol != "-") ||
        OwnLoad(function, value.args[0]) != field || !amount_of(At(function, value.args[1]))) {
      return NotUnderstood("counter that is changed in an unusual way");
    }
    effect.kind = value.symbol == "+" ? MethodKind::kAddUnits : MethodKind::kEndUnits;
    // Who waits must be told.
    if (effect.kind == MethodKind::kEndUnits && !Contains(method, Op::kNotify, 0)) {
      return NotUnderstood("counter that ends units and tells nobody");
    }
  }
  if (changes > 1) return NotUnderstood("counter that is changed twice in one method");
  if (changes == 0 && signals) return {};
  return effect;
}

}  // namespace interlock::counting
