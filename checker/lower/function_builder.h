// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Appends instructions, blocks and edges to one facts::Function. Knows nothing of Clang.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Block 0 is the entry and block 1 the exit; both exist from the start.
//   2. Every emitted instruction goes to the current block.

#include <string>
#include <utility>
#include <vector>

#include "checker/frontend/facts.h"

namespace interlock::lower {

class FunctionBuilder {
 public:
  explicit FunctionBuilder(facts::Function& function) : function_(function) {
    function_.blocks.resize(2);
  }

  facts::Function& function() { return function_; }

  int NewBlock() {
    function_.blocks.emplace_back();
    return static_cast<int>(function_.blocks.size()) - 1;
  }
  int block() const { return block_; }
  void SetBlock(int block) { block_ = block; }

  /// Position of the instructions that follow.
  void SetPosition(facts::Position position) { position_ = position; }
  facts::Position position() const { return position_; }

  /// Marks the instructions that follow as having no text of their own.
  bool SetImplicit(bool implicit) { return std::exchange(implicit_, implicit); }

  facts::Register Emit(facts::Op op, std::vector<facts::Register> args = {},
                       std::string symbol = "");
  facts::Instruction& At(facts::Register r) { return function_.instructions[r]; }

  int AddLocal(facts::Local local) {
    function_.locals.push_back(std::move(local));
    return static_cast<int>(function_.locals.size()) - 1;
  }

  facts::Register Constant(std::int64_t value);
  facts::Register LocalAddress(int local);
  facts::Register Field(facts::Register base, std::int64_t offset, std::uint32_t bytes,
                        std::string name);
  facts::Register Index(facts::Register base, facts::Register index, std::int64_t stride);
  facts::Register LoadPointer(facts::Register address, bool owner = false);
  facts::Register StorePointer(facts::Register address, facts::Register value, bool owner = false);
  facts::Register LoadInteger(facts::Register address, std::uint32_t bytes, bool is_unsigned);
  facts::Register StoreInteger(facts::Register address, facts::Register value, std::uint32_t bytes);
  facts::Register Binary(const char* symbol, facts::Register a, facts::Register b,
                         std::uint32_t bytes = 8, bool is_unsigned = false);
  /// Touches `bytes` bytes (0: the whole object).
  facts::Register Read(facts::Register address, std::uint32_t bytes);
  facts::Register Write(facts::Register address, std::uint32_t bytes);
  facts::Register Unknown(std::string reason) {
    return Emit(facts::Op::kUnknown, {}, std::move(reason));
  }
  facts::Register UnknownAddress(std::string reason) {
    return Emit(facts::Op::kUnknownAddress, {}, std::move(reason));
  }

  void Edge(int from, int to, facts::EdgeKind kind = facts::EdgeKind::kAlways,
            std::int64_t case_value = 0) {
    function_.blocks[from].successors.push_back({to, kind, case_value});
  }
  /// Ends the current block with an edge to `to` and goes on there.
  void GoTo(int to) {
    Edge(block_, to);
    block_ = to;
  }
  /// Ends the current block with a two-way branch.
  void Branch(facts::Register condition, int yes, int no) {
    function_.blocks[block_].condition = condition;
    Edge(block_, yes, facts::EdgeKind::kTrue);
    Edge(block_, no, facts::EdgeKind::kFalse);
  }
  bool EndsWithStop() const;

  /// Emits `if (condition) body()`.
  template <typename Body>
  void If(facts::Register condition, Body body) {
    const int yes = NewBlock();
    const int next = NewBlock();
    Branch(condition, yes, next);
    block_ = yes;
    body();
    Edge(block_, next);
    block_ = next;
  }
  /// Emits a body that runs any number of times.
  template <typename Body>
  void AnyNumberOfTimes(const char* reason, Body body) {
    const int header = NewBlock();
    const int inside = NewBlock();
    const int next = NewBlock();
    GoTo(header);
    Branch(Unknown(reason), inside, next);
    block_ = inside;
    body();
    Edge(block_, header);
    block_ = next;
  }
  /// Emits `for (v = 0; v < bound; ++v) body(v)` with a synthetic variable and its Loop. `bound`
  /// may be kNoRegister: an unknown number of rounds.
  /// With `container`, the loop runs over all elements of the container at that address.
  template <typename Body>
  void CountedLoop(facts::Register bound, const char* name, Body body,
                   facts::Register container = facts::kNoRegister) {
    CountedLoopState state = OpenLoop(bound, name);
    state.container = container;
    body(LoadInteger(LocalAddress(state.variable), 8, true));
    CloseLoop(state);
  }

 private:
  struct CountedLoopState {
    int variable = -1;
    int header = -1;
    int body = -1;
    int next = -1;
    facts::Register initial = facts::kNoRegister;
    facts::Register bound = facts::kNoRegister;
    facts::Register container = facts::kNoRegister;
    int first_block = -1;
  };
  CountedLoopState OpenLoop(facts::Register bound, const char* name);
  void CloseLoop(const CountedLoopState& state);

  facts::Function& function_;
  int block_ = 0;
  facts::Position position_;
  bool implicit_ = false;
};

}  // namespace interlock::lower
