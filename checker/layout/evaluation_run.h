// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One evaluation of one function: the state along its paths, and what each instruction does to it.
// Private to the evaluator.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Cells of one base do not overlap.
//   2. What a cell of memory outside holds is forgotten when something may have changed it: a store
//      that may alias, a call that was not evaluated, synchronisation.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/layout/evaluator.h"

namespace interlock::layout {

struct Cell {
  std::uint32_t bytes = 0;
  Datum datum;
};

using CellKey = std::pair<std::string, std::int64_t>;  // base, offset

/// What is known at one point of one path.
struct State {
  Guard guard;
  std::map<CellKey, Cell> cells;
  std::map<std::string, std::int64_t> versions;  // of bases whose content was forgotten
  std::set<std::string> escaped;                 // own storage that unknown code may know
};

/// The evaluation of one call.
struct Activation {
  link::FunctionId id = link::kNoFunction;
  const facts::Function* function = nullptr;
  std::string name;  // unique
  std::vector<Datum> arguments;
  Datum result_slot;
  std::vector<std::optional<Datum>> registers;
};

class Run {
 public:
  Run(Evaluator& evaluator, const EvaluatorOptions& options, Evaluation* out)
      : evaluator_(evaluator), program_(evaluator.program_), options_(options), out_(*out) {}

  void EvaluateRoot(link::FunctionId function);

 private:
  // --- evaluation_run.cc: control flow -------------------------------------------------------
  /// Walks the graph; the state becomes that of all normal ends, false if there is none.
  bool Walk(Activation& activation, State& state);
  void RunBlock(Activation& activation, const facts::Block& block, State& state, bool* ended);
  void LeaveBlock(Activation& activation, std::int32_t block, const State& state,
                  std::map<std::int32_t, std::vector<State>>* pending);
  State Merge(std::vector<State> states);
  void EnterLoop(Activation& activation, const std::set<std::int32_t>& blocks, State& state);
  Datum Call(Activation& activation, const facts::Instruction& instruction, facts::Register at,
             State& state, bool* ended);
  Datum UnknownCall(Activation& activation, const facts::Instruction& instruction,
                    facts::Register at, const std::string& name, State& state);
  void HandOut(const Datum& datum, const State& state, const Site& site, const std::string& to);

  // --- evaluation_step.cc: instructions ------------------------------------------------------
  Datum Step(Activation& activation, const facts::Instruction& instruction, facts::Register at,
             State& state, bool* ended);
  Datum Binary(const facts::Instruction& instruction, const Datum& a, const Datum& b,
               const State& state, const Site& site);
  Datum FieldOf(const facts::Instruction& instruction, const Datum& address);
  Datum IndexOf(const facts::Instruction& instruction, const Datum& address, const Value& index,
                const State& state, const Site& site);
  Datum Compare(const facts::Instruction& instruction, const Datum& a, const Datum& b);

  // --- evaluation_memory.cc ------------------------------------------------------------------
  Datum Load(const facts::Instruction& instruction, const Datum& address, State& state,
             const Site& site);
  Datum LoadFrom(const Address& address, std::uint32_t bytes, bool is_pointer, bool is_unsigned,
                 bool is_atomic, State& state);
  void Store(const Datum& address, const Datum& value, std::uint32_t bytes, bool is_atomic,
             State& state, const Site& site);
  /// kRead, kWrite. A size of 0 is unknown.
  void Touch(const Datum& address, const Value& size, bool size_known, bool is_write, State& state,
             const Site& site);
  void Copy(const Datum& to, const Datum& from, std::int64_t bytes, State& state, const Site& site);
  void Record(const Address& address, const Value& condition, const Value& size, bool size_known,
              bool is_write, bool is_atomic, const State& state, const Site& site);
  /// Forgets [offset, offset + bytes) of a base (bytes < 0: to the end), and what may alias it.
  void Forget(const Base& base, const Value& offset, std::int64_t bytes, State& state);
  void ForgetObject(const std::string& name, State& state);
  void ForgetInput(State& state, const std::string& except_base);
  /// What stands in a cell before anything was stored there, since it was last forgotten.
  Datum Initial(const CellKey& key, const Place& place, std::uint32_t bytes, bool is_pointer,
                bool is_unsigned, const State& state) const;
  std::string InitialName(const CellKey& key, const State& state) const;

  // --- shared --------------------------------------------------------------------------------
  const Datum& Get(Activation& activation, facts::Register r);
  Value Truth(const Datum& datum);
  Value Number(const Datum& datum);
  Pointer PointerOf(const Datum& datum);
  Datum Choose(const Value& condition, const Datum& a, const Datum& b);
  Datum Lost(const std::string& reason, const Site& site, std::uint32_t bytes = 8,
             bool is_unsigned = false);
  std::string Fresh(const std::string& name);
  Datum PointTo(Base base, Place place = {}) const;
  Place PlaceOfRecord(const std::string& record) const;
  Site SiteOf(const Activation& activation, facts::Register at) const;
  void AddGap(const std::string& what, const Site& site, bool is_call);

  Evaluator& evaluator_;
  const link::Program& program_;
  const EvaluatorOptions& options_;
  Evaluation& out_;
  std::vector<link::FunctionId> stack_;
  int activations_ = 0;
};

}  // namespace interlock::layout
