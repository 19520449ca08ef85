// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes facts by hand: one call per instruction, registers as plain values.
//
//   UnitBuilder unit("a.cc");
//   unit.Global("g", 8);
//   auto main = unit.Function("main");
//   Register p = main.Local("x", 4);
//   main.StorePointer(main.GlobalAddress("g"), p);
//   facts::Unit facts = unit.Build();
//
// A function is one block; every symbol that is used and not defined is declared. USRs are the
// names given. Thread safety: thread-compatible.

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/frontend/facts.h"

namespace interlock::facts_builder {

using facts::Instruction;
using facts::Op;
using facts::Register;

class FunctionBuilder {
 public:
  explicit FunctionBuilder(facts::Function* function) : function_(function) {}

  facts::Function& function() { return *function_; }
  const std::string& usr() const { return function_->usr; }
  /// The last register.
  Register last() const { return static_cast<Register>(function_->instructions.size()) - 1; }

  /// Appends an instruction; the one returned may be changed until the next call.
  Instruction& Add(Op op, std::vector<Register> args = {}, std::string symbol = "",
                   std::int64_t immediate = 0, std::uint32_t bytes = 0) {
    Instruction instruction;
    instruction.op = op;
    instruction.args = std::move(args);
    instruction.symbol = std::move(symbol);
    instruction.immediate = immediate;
    instruction.bytes = bytes;
    instruction.position.file = 0;
    instruction.position.line = static_cast<std::uint32_t>(function_->instructions.size()) + 1;
    instruction.position.column = 1;
    function_->instructions.push_back(std::move(instruction));
    return function_->instructions.back();
  }
  Register Emit(Op op, std::vector<Register> args = {}, std::string symbol = "",
                std::int64_t immediate = 0, std::uint32_t bytes = 0) {
    Add(op, std::move(args), std::move(symbol), immediate, bytes);
    return last();
  }
  Register EmitPointer(Op op, std::vector<Register> args, std::string symbol = "",
                       std::uint32_t bytes = 8) {
    Add(op, std::move(args), std::move(symbol), 0, bytes).is_pointer = true;
    return last();
  }

  Register Constant(std::int64_t value) { return Emit(Op::kConstant, {}, "", value); }
  Register Null() { return Emit(Op::kNullPointer); }
  Register Parameter(int index) { return Emit(Op::kParameter, {}, "", index); }
  /// Adds a local variable; gives its index.
  int AddLocal(const std::string& name, std::uint64_t bytes, const std::string& record = "") {
    facts::Local local;
    local.name = name;
    local.record = record;
    local.bytes = bytes;
    function_->locals.push_back(local);
    return static_cast<int>(function_->locals.size()) - 1;
  }
  Register LocalAddress(int index) { return Emit(Op::kLocal, {}, "", index); }
  /// Adds a local variable and gives its address.
  Register Local(const std::string& name, std::uint64_t bytes, const std::string& record = "") {
    return LocalAddress(AddLocal(name, bytes, record));
  }
  Register GlobalAddress(const std::string& usr) { return Emit(Op::kGlobal, {}, usr); }
  Register FunctionAddress(const std::string& usr) { return Emit(Op::kFunctionAddress, {}, usr); }
  Register Heap(std::uint32_t bytes, const std::string& type = "") {
    return Emit(Op::kHeap, {}, type, 0, bytes);
  }
  Register HeapArray(std::uint32_t element_bytes, const std::string& type = "") {
    const Register count = Emit(Op::kInput, {}, "count");
    return Emit(Op::kHeap, {count}, type, 0, element_bytes);
  }
  Register Field(Register base, std::int64_t offset, std::uint32_t bytes = 8) {
    return Emit(Op::kField, {base}, "field" + std::to_string(offset), offset, bytes);
  }
  Register IndexBy(Register base, Register index, std::int64_t stride) {
    return Emit(Op::kIndex, {base, index}, "", stride);
  }
  Register IndexAt(Register base, std::int64_t index, std::int64_t stride) {
    const Register constant = Constant(index);
    return IndexBy(base, constant, stride);
  }
  Register IndexAny(Register base, std::int64_t stride) {
    const Register index = Emit(Op::kInput, {}, "index");
    return IndexBy(base, index, stride);
  }
  Register Elements(Register container) { return Emit(Op::kElements, {container}); }
  Register LoadPointer(Register address) { return EmitPointer(Op::kLoad, {address}); }
  Register LoadNumber(Register address, std::uint32_t bytes = 8) {
    return Emit(Op::kLoad, {address}, "", 0, bytes);
  }
  Register StorePointer(Register address, Register value) {
    return EmitPointer(Op::kStore, {address, value});
  }
  Register StoreNumber(Register address, Register value, std::uint32_t bytes = 8) {
    return Emit(Op::kStore, {address, value}, "", 0, bytes);
  }
  Register Copy(Register to, Register from, std::uint32_t bytes) {
    return Emit(Op::kCopy, {to, from}, "", 0, bytes);
  }
  Register Call(const std::string& usr, std::vector<Register> args = {}) {
    return Emit(Op::kCall, std::move(args), usr);
  }
  Register CallVirtual(const std::string& usr, std::vector<Register> args) {
    Add(Op::kCall, std::move(args), usr).is_virtual = true;
    return last();
  }
  Register CallIndirect(std::vector<Register> args) {
    return Emit(Op::kCallIndirect, std::move(args));
  }
  Register Spawn(std::vector<Register> args) { return Emit(Op::kSpawn, std::move(args)); }
  Register Opaque(const std::string& name, std::vector<Register> args) {
    return Emit(Op::kOpaque, std::move(args), name);
  }
  Register Return(Register value) { return Emit(Op::kReturn, {value}); }

 private:
  facts::Function* function_;
};

class UnitBuilder {
 public:
  explicit UnitBuilder(const std::string& source) {
    unit_.source = source;
    unit_.digest = "digest of " + source;
    unit_.files = {source};
  }

  /// Starts a function with `parameters` pointer parameters.
  FunctionBuilder Function(const std::string& usr, int parameters = 0) {
    functions_.push_back(std::make_unique<facts::Function>());
    facts::Function& function = *functions_.back();
    function.usr = function.key = function.name = usr;
    function.position = facts::Position{0, static_cast<std::uint32_t>(functions_.size()), 1};
    function.is_external = true;
    for (int i = 0; i < parameters; ++i) {
      facts::Parameter parameter;
      parameter.name = "p" + std::to_string(i);
      parameter.is_pointer = true;
      function.parameters.push_back(parameter);
    }
    return FunctionBuilder(&function);
  }
  /// Starts a method of `record`; the first parameter is `this`.
  FunctionBuilder Method(const std::string& usr, const std::string& record, int parameters = 1) {
    FunctionBuilder builder = Function(usr, parameters);
    builder.function().is_method = true;
    builder.function().record = record;
    builder.function().parameters[0].name = "this";
    builder.function().parameters[0].record = record;
    return builder;
  }
  FunctionBuilder VirtualMethod(const std::string& usr, const std::string& record,
                                std::vector<std::string> overrides = {}, int parameters = 1) {
    FunctionBuilder builder = Method(usr, record, parameters);
    builder.function().is_virtual = true;
    builder.function().overrides = std::move(overrides);
    return builder;
  }
  FunctionBuilder Constructor(const std::string& usr, const std::string& record,
                              int parameters = 1) {
    FunctionBuilder builder = Method(usr, record, parameters);
    builder.function().is_constructor = true;
    return builder;
  }
  /// Starts the operator() of a closure class, which it defines too.
  FunctionBuilder Closure(const std::string& usr, const std::string& record,
                          std::uint64_t bytes = 8, int parameters = 1) {
    Record(record, bytes);
    FunctionBuilder builder = Method(usr, record, parameters);
    builder.function().call_operator_of = record;
    return builder;
  }
  facts::Record& Record(const std::string& usr, std::uint64_t bytes) {
    records_.push_back(std::make_unique<facts::Record>());
    facts::Record& record = *records_.back();
    record.usr = record.name = usr;
    record.bytes = bytes;
    return record;
  }
  facts::Global& Global(const std::string& usr, std::uint64_t bytes,
                        const std::string& record = "") {
    globals_.push_back(std::make_unique<facts::Global>());
    facts::Global& global = *globals_.back();
    global.usr = global.name = usr;
    global.bytes = bytes;
    global.record = record;
    return global;
  }
  void DeclarePure(const std::string& usr) { pure_.insert(usr); }

  facts::Unit Build() const {
    facts::Unit unit = unit_;
    std::set<std::string> defined, used = pure_;
    for (const auto& function : functions_) {
      unit.functions.push_back(*function);
      defined.insert(function->usr);
      facts::Function& added = unit.functions.back();
      added.blocks.assign(2, facts::Block{});
      for (std::size_t r = 0; r < added.instructions.size(); ++r) {
        added.blocks[0].instructions.push_back(static_cast<Register>(r));
      }
      added.blocks[0].successors.push_back(facts::Edge{1, facts::EdgeKind::kAlways, 0});
      CollectUses(added, &used);
    }
    for (const auto& record : records_) {
      unit.records.push_back(*record);
      defined.insert(record->usr);
      used.insert(record->destructor);
      for (const facts::Field& field : record->fields) used.insert(field.record);
      for (const facts::Record::Base& base : record->bases) used.insert(base.usr);
    }
    for (const auto& global : globals_) {
      unit.globals.push_back(*global);
      defined.insert(global->usr);
      used.insert(global->record);
    }
    used.insert(defined.begin(), defined.end());
    used.erase("");
    for (const std::string& usr : used) {
      facts::Declaration declaration;
      declaration.usr = declaration.name = usr;
      declaration.defined_here = defined.count(usr) > 0;
      declaration.is_pure = pure_.count(usr) > 0;
      unit.declarations.push_back(declaration);
    }
    SortByUsr(unit.functions);
    SortByUsr(unit.records);
    SortByUsr(unit.globals);
    return unit;
  }

 private:
  static void CollectUses(const facts::Function& function, std::set<std::string>* used) {
    used->insert(function.record);
    used->insert(function.call_operator_of);
    used->insert(function.overrides.begin(), function.overrides.end());
    for (const facts::Local& local : function.locals) used->insert(local.record);
    for (const facts::Parameter& parameter : function.parameters) used->insert(parameter.record);
    for (const Instruction& instruction : function.instructions) {
      if (instruction.op == Op::kCall || instruction.op == Op::kFunctionAddress ||
          instruction.op == Op::kGlobal || instruction.op == Op::kThreadLocal) {
        used->insert(instruction.symbol);
      }
    }
  }
  template <typename T>
  static void SortByUsr(std::vector<T>& items) {
    std::sort(items.begin(), items.end(), [](const T& a, const T& b) { return a.usr < b.usr; });
  }

  facts::Unit unit_;
  std::vector<std::unique_ptr<facts::Function>> functions_;
  std::vector<std::unique_ptr<facts::Record>> records_;
  std::vector<std::unique_ptr<facts::Global>> globals_;
  std::set<std::string> pure_;
};

}  // namespace interlock::facts_builder
