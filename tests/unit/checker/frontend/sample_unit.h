// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A small unit of facts in which every kind of reference occurs: two functions, a record with a
// base, a global, a loop, branches, a select.

#include "checker/frontend/facts.h"

namespace interlock::facts {

inline Instruction Make(Op op, std::vector<Register> args = {}, std::string symbol = "",
                        std::int64_t immediate = 0, std::uint32_t bytes = 0) {
  Instruction instruction;
  instruction.op = op;
  instruction.position = {0, 7, 3};
  instruction.args = std::move(args);
  instruction.symbol = std::move(symbol);
  instruction.immediate = immediate;
  instruction.bytes = bytes;
  return instruction;
}

inline Function SampleCallee() {
  Function function;
  function.usr = "c:@F@callee#";
  function.key = "callee(int, int *)";
  function.name = "callee";
  function.position = {0, 1, 1};
  function.record = "c:@S@Shape";
  function.is_method = true;
  function.is_virtual = true;
  function.overrides = {"c:@F@base#"};
  function.call_operator_of = "c:@S@Shape";
  function.returns_record = true;
  function.parameters.resize(2);
  function.parameters[0].name = "this";
  function.parameters[0].record = "c:@S@Shape";
  function.blocks.resize(2);
  function.instructions = {Make(Op::kReturnSlot), Make(Op::kParameter, {}, "", 1),
                           Make(Op::kStore, {0, 1}, "", 0, 8), Make(Op::kReturn)};
  function.blocks[0].instructions = {0, 1, 2, 3};
  function.blocks[0].successors = {{1, EdgeKind::kAlways, 0}};
  function.claims.push_back({"requires", {"mu"}, 1, {0, 1, 1}});
  return function;
}

// for (v = 0; v < 10; ++v) { x = v ? Shape::callee(&g, v) : null; } with a temporary for the result
inline Function SampleCaller() {
  Function f;
  f.usr = "c:@F@caller#";
  f.key = "caller()";
  f.name = "caller";
  f.position = {0, 5, 1};
  f.locals.resize(2);
  f.locals[0].name = "v";
  f.locals[0].bytes = 4;
  f.locals[1].name = "shape";
  f.locals[1].record = "c:@S@Shape";
  f.locals[1].bytes = 16;
  f.blocks.resize(7);
  const auto emit = [&](int block, Instruction instruction) {
    f.instructions.push_back(std::move(instruction));
    f.blocks[block].instructions.push_back(static_cast<Register>(f.instructions.size()) - 1);
    return static_cast<Register>(f.instructions.size()) - 1;
  };
  const Register zero = emit(0, Make(Op::kConstant));
  emit(0, Make(Op::kStore, {emit(0, Make(Op::kLocal)), zero}, "", 0, 4));
  f.blocks[0].successors = {{2, EdgeKind::kAlways, 0}};
  const Register v = emit(2, Make(Op::kLoad, {emit(2, Make(Op::kLocal))}, "", 0, 4));
  const Register g = emit(2, Make(Op::kGlobal, {}, "c:@g"));
  const Register bound = emit(2, Make(Op::kConstant, {}, "", 10));
  f.blocks[2].condition = emit(2, Make(Op::kBinary, {v, bound}, "<", 0, 4));
  f.blocks[2].successors = {{3, EdgeKind::kTrue, 0}, {6, EdgeKind::kFalse, 0}};
  f.blocks[3].condition = v;
  f.blocks[3].successors = {{4, EdgeKind::kCase, 5}, {5, EdgeKind::kDefault, 0}};
  const Register shape = emit(4, Make(Op::kLocal, {}, "", 1));
  const Register called = emit(4, Make(Op::kCall, {g, v, shape}, "c:@F@callee#"));
  f.blocks[4].successors = {{5, EdgeKind::kAlways, 0}, {1, EdgeKind::kException, 0}};
  const Register null = emit(5, Make(Op::kNullPointer));
  const Register select = emit(5, Make(Op::kSelect, {v, called, null}));
  emit(5, Make(Op::kOpaque, {select, g}, "printf"));
  const Register heap = emit(5, Make(Op::kHeap, {}, "c:@S@Shape", 0, 16));
  emit(5, Make(Op::kField, {heap}, "x", 8, 8));
  emit(5, Make(Op::kFunctionAddress, {}, "c:@F@callee#"));
  const Register one = emit(5, Make(Op::kConstant, {}, "", 1));
  const Register next = emit(5, Make(Op::kBinary, {v, one}, "+", 0, 4));
  emit(5, Make(Op::kStore, {emit(5, Make(Op::kLocal)), next}, "", 0, 4));
  f.blocks[5].successors = {{2, EdgeKind::kAlways, 0}};
  emit(6, Make(Op::kReturn));
  f.blocks[6].successors = {{1, EdgeKind::kAlways, 0}};
  f.loops.push_back({2, {2, 3, 4, 5}, 0, zero, bound, 1, false, false});
  return f;
}

inline Unit SampleUnit() {
  Unit unit;
  unit.tool = "test";
  unit.source = "a.cc";
  unit.files = {"a.cc"};
  unit.functions = {SampleCallee(), SampleCaller()};
  Record base;
  base.usr = "c:@S@Base";
  base.name = "Base";
  base.bytes = 8;
  Record shape;
  shape.usr = "c:@S@Shape";
  shape.name = "Shape";
  shape.bytes = 16;
  shape.bases = {{"c:@S@Base", 0}};
  shape.destructor = "c:@F@destroy#";
  shape.fields.resize(1);
  shape.fields[0].name = "x";
  shape.fields[0].record = "c:@S@Base";
  shape.fields[0].offset = 8;
  shape.fields[0].bytes = 8;
  shape.fields[0].claims.push_back({"guarded_by", {"mu"}, -1, {0, 2, 2}});
  unit.records = {base, shape};
  Global global;
  global.usr = "c:@g";
  global.name = "g \"quoted\" \xff";
  global.record = "c:@S@Shape";
  global.bytes = 16;
  unit.globals = {global};
  unit.declarations = {{"c:@F@base#", "base", {0, 1, 1}, false},
                       {"c:@F@callee#", "callee", {0, 1, 1}, true},
                       {"c:@F@caller#", "caller", {0, 5, 1}, true},
                       {"c:@F@destroy#", "destroy", {0, 1, 1}, false},
                       {"c:@S@Base", "Base", {0, 1, 1}, true},
                       {"c:@S@Shape", "Shape", {0, 1, 1}, true},
                       {"c:@g", "g", {0, 1, 1}, true}};
  unit.findings = {{{0, 3, 3}, "writing variable without lock"}};
  return unit;
}

}  // namespace interlock::facts
