// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/function_builder.h"

namespace interlock::lower {

using facts::Op;
using facts::Register;

Register FunctionBuilder::Emit(Op op, std::vector<Register> args, std::string symbol) {
  facts::Instruction instruction;
  instruction.op = op;
  instruction.position = position_;
  instruction.args = std::move(args);
  instruction.symbol = std::move(symbol);
  instruction.is_implicit = implicit_;
  const Register r = static_cast<Register>(function_.instructions.size());
  function_.instructions.push_back(std::move(instruction));
  function_.blocks[block_].instructions.push_back(r);
  return r;
}

Register FunctionBuilder::Constant(std::int64_t value) {
  const Register r = Emit(Op::kConstant);
  At(r).immediate = value;
  return r;
}

Register FunctionBuilder::LocalAddress(int local) {
  const Register r = Emit(Op::kLocal);
  At(r).immediate = local;
  return r;
}

Register FunctionBuilder::Field(Register base, std::int64_t offset, std::uint32_t bytes,
                                std::string name) {
  const Register r = Emit(Op::kField, {base}, std::move(name));
  At(r).immediate = offset;
  At(r).bytes = bytes;
  return r;
}

Register FunctionBuilder::Index(Register base, Register index, std::int64_t stride) {
  const Register r = Emit(Op::kIndex, {base, index});
  At(r).immediate = stride;
  return r;
}

Register FunctionBuilder::LoadPointer(Register address, bool owner) {
  const Register r = Emit(Op::kLoad, {address});
  At(r).bytes = 8;
  At(r).is_pointer = true;
  At(r).is_owner = owner;
  return r;
}

Register FunctionBuilder::StorePointer(Register address, Register value, bool owner) {
  const Register r = Emit(Op::kStore, {address, value});
  At(r).bytes = 8;
  At(r).is_pointer = true;
  At(r).is_owner = owner;
  return r;
}

Register FunctionBuilder::LoadInteger(Register address, std::uint32_t bytes, bool is_unsigned) {
  const Register r = Emit(Op::kLoad, {address});
  At(r).bytes = bytes;
  At(r).is_unsigned = is_unsigned;
  return r;
}

Register FunctionBuilder::StoreInteger(Register address, Register value, std::uint32_t bytes) {
  const Register r = Emit(Op::kStore, {address, value});
  At(r).bytes = bytes;
  return r;
}

Register FunctionBuilder::Binary(const char* symbol, Register a, Register b, std::uint32_t bytes,
                                 bool is_unsigned) {
  const Register r = Emit(Op::kBinary, {a, b}, symbol);
  At(r).bytes = bytes;
  At(r).is_unsigned = is_unsigned;
  return r;
}

Register FunctionBuilder::Read(Register address, std::uint32_t bytes) {
  const Register r = Emit(Op::kRead, {address});
  At(r).bytes = bytes;
  return r;
}

Register FunctionBuilder::Write(Register address, std::uint32_t bytes) {
  const Register r = Emit(Op::kWrite, {address});
  At(r).bytes = bytes;
  return r;
}

bool FunctionBuilder::EndsWithStop() const {
  const auto& instructions = function_.blocks[block_].instructions;
  return !instructions.empty() && function_.instructions[instructions.back()].op == Op::kStop;
}

FunctionBuilder::CountedLoopState FunctionBuilder::OpenLoop(Register bound, const char* name) {
  CountedLoopState state;
  facts::Local local;
  local.name = name;
  local.type = "unsigned long";
  local.bytes = 8;
  local.position = position_;
  local.is_temporary = true;
  state.variable = AddLocal(local);
  state.initial = Constant(0);
  StoreInteger(LocalAddress(state.variable), state.initial, 8);
  state.bound = bound;
  state.header = NewBlock();
  state.body = NewBlock();
  state.next = NewBlock();
  GoTo(state.header);
  if (bound == facts::kNoRegister) {
    Branch(Unknown("number of elements"), state.body, state.next);
  } else {
    const Register value = LoadInteger(LocalAddress(state.variable), 8, true);
    Branch(Binary("<", value, bound, 8, true), state.body, state.next);
  }
  block_ = state.body;
  state.first_block = static_cast<int>(function_.blocks.size());
  return state;
}

void FunctionBuilder::CloseLoop(const CountedLoopState& state) {
  const Register value = LoadInteger(LocalAddress(state.variable), 8, true);
  const Register next = Binary("+", value, Constant(1), 8, true);
  StoreInteger(LocalAddress(state.variable), next, 8);
  Edge(block_, state.header);
  facts::Loop loop;
  loop.header = state.header;
  loop.variable = state.variable;
  loop.initial = state.initial;
  loop.container = state.container;
  loop.bound = state.container == facts::kNoRegister ? state.bound : facts::kNoRegister;
  loop.single_exit = true;
  loop.blocks = {state.header, state.body};
  for (int b = state.first_block; b < static_cast<int>(function_.blocks.size()); ++b) {
    loop.blocks.push_back(b);
  }
  for (const std::int32_t inside : loop.blocks) {
    for (const facts::Edge& edge : function_.blocks[inside].successors) {
      if (edge.kind == facts::EdgeKind::kException) loop.single_exit = false;
    }
  }
  function_.loops.push_back(std::move(loop));
  block_ = state.next;
}

}  // namespace interlock::lower
