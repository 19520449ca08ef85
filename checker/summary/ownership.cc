// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Objects that this activation owns, and addresses into storage that may have another name by now
// (storage.h).

#include <algorithm>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"

namespace interlock::summary {
namespace {

using facts::Instruction;
using facts::Op;
using points_to::ObjectId;

/// True if the instruction only forms another address from an address.
bool Derives(Op op) {
  return op == Op::kField || op == Op::kIndex || op == Op::kElements || op == Op::kSelect;
}

/// True if other threads may be let in or waited for here.
bool Synchronizes(const Instruction& instruction) {
  switch (instruction.op) {
    case Op::kSpawn:
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
    case Op::kFence:
    case Op::kOpaque:
    case Op::kUnsupported:
      return true;
    default:
      return instruction.order != facts::Order::kPlain &&
             instruction.order != facts::Order::kRelaxed;
  }
}

bool FormsAddress(const Instruction& instruction) {
  switch (instruction.op) {
    case Op::kParameter:
    case Op::kUnknownAddress:
    case Op::kIntegerToPointer:
    case Op::kField:
    case Op::kIndex:
    case Op::kElements:
    case Op::kSelect:
    case Op::kCall:
    case Op::kCallIndirect:
      return true;
    case Op::kLoad:
      return instruction.is_pointer;
    default:
      return false;
  }
}

}  // namespace

bool FunctionAnalyzer::IsPrivateCell(const Term& cell, const std::vector<Location>& where,
                                     const State& state) const {
  return IsPrivate(cell, where, state) || state.owned.count(OwnerOf(cell)) != 0;
}

bool FunctionAnalyzer::IsOwned(const Term& pointer, const std::vector<Location>& where,
                               const State& state) const {
  if (state.owned.count(pointer) == 0) return false;
  return std::all_of(where.begin(), where.end(), [&](const Location& place) {
    return analyzer_.storage().IsLinear(place.object);
  });
}

bool FunctionAnalyzer::IsInCell(const Term& pointer, const std::vector<Location>& where,
                                const State& state) const {
  if (pointer.kind() != TermKind::kOwned) return false;
  const auto load = state.last_owner_load.find(pointer.child(0));
  if (load == state.last_owner_load.end() || !(load->second.pointer == pointer)) return false;
  return std::all_of(where.begin(), where.end(), [&](const Location& place) {
    return analyzer_.storage().IsLinear(place.object);
  });
}

void FunctionAnalyzer::NoteOwnerLoad(const Term& cell, const std::vector<Location>& where,
                                     const Term& value, State* state) {
  if (IsWeak(value) || IsWeak(cell)) return;
  if (IsPrivateCell(cell, where, *state)) {
    if (value.kind() != TermKind::kNull) state->owned[value] = Resting{true, cell, where};
  } else {
    state->last_owner_load[cell] = OwnerLoad{value, where};
  }
}

void FunctionAnalyzer::NoteOwnerStore(const Term& cell, const std::vector<Location>& where,
                                      const Term& value, State* state) {
  if (value.kind() == TermKind::kNull) {
    // Read and emptied without anything in between: the pointer was taken out of the cell.
    const auto taken = state->last_owner_load.find(cell);
    if (taken != state->last_owner_load.end()) {
      const Term pointer = taken->second.pointer;
      Resting resting;
      for (const auto& [address, content] : state->memory) {
        if (content.value == pointer && IsPrivate(address, content.where, *state)) {
          resting = Resting{true, address, content.where};
        }
      }
      state->owned[pointer] = resting;
    }
    std::vector<Term> left;
    for (const auto& [pointer, resting] : state->owned) {
      if (resting.in_cell && resting.cell == cell) left.push_back(pointer);
    }
    for (const Term& pointer : left) state->owned[pointer] = Resting();
    return;
  }
  if (IsPrivate(cell, where, *state)) {
    if (state->owned.contains(value)) state->owned[value] = Resting{true, cell, where};
    return;
  }
  // Into a cell that others may reach: whoever takes it out next owns it.
  state->owned.erase(value);
  for (auto it = state->last_owner_load.begin(); it != state->last_owner_load.end();) {
    it = it->second.pointer == value ? state->last_owner_load.erase(it) : std::next(it);
  }
  PurgeOwned(state);
}

void FunctionAnalyzer::ForgetOwned(const Term& address, std::uint32_t bytes,
                                   const std::vector<Location>& where, State* state) {
  bool changed = false;
  for (auto it = state->owned.begin(); it != state->owned.end();) {
    const Resting& resting = it->second;
    const bool lost =
        resting.in_cell && MayOverlap(resting.cell, 8, resting.where, address, bytes, where);
    changed |= lost;
    it = lost ? state->owned.erase(it) : std::next(it);
  }
  if (changed) PurgeOwned(state);
}

void FunctionAnalyzer::PurgeOwned(State* state) {
  // A cell that is no longer private, or lies in an object that is no longer ours.
  for (bool changed = true; changed;) {
    changed = false;
    for (auto it = state->owned.begin(); it != state->owned.end();) {
      const Resting& resting = it->second;
      const bool lost = resting.in_cell && !IsPrivateCell(resting.cell, resting.where, *state);
      changed |= lost;
      it = lost ? state->owned.erase(it) : std::next(it);
    }
  }
}

void FunctionAnalyzer::FindAliases() {
  const StorageTable& storage = analyzer_.storage();
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    if (!FormsAddress(function_.instructions[i])) continue;
    const auto r = static_cast<facts::Register>(i);
    for (const Location& place : analyzer_.Where(id_, r)) {
      if (!storage.MayBeMoved(place.object)) continue;
      aliases_.push_back(r);
      break;
    }
  }
}

bool FunctionAnalyzer::IsAlias(facts::Register r) const {
  return std::binary_search(aliases_.begin(), aliases_.end(), r);
}

void FunctionAnalyzer::UseAliases(facts::Register r, State* state) {
  const Instruction& ins = function_.instructions[r];
  const StorageTable& storage = analyzer_.storage();
  const bool stale = std::any_of(ins.args.begin(), ins.args.end(),
                                 [&](facts::Register a) { return state->stale.count(a) != 0; });
  state->stale.erase(r);
  if (stale && Derives(ins.op)) {
    state->stale.insert(r);
    return;
  }
  const bool compares = ins.op == Op::kBinary || ins.op == Op::kUnary || ins.op == Op::kAssume;
  const auto report = [&] {
    RecordUnresolved(r, "address formed before the storage of a container moved", function_.name,
                     true, {}, *state);
  };
  if (stale && !compares) report();
  if (ins.op == Op::kSpawn) {
    // The storage may move while the new thread uses the address.
    for (facts::Register a : ins.args) {
      const std::vector<Location> where = Where(a, Value(a));
      if (std::any_of(where.begin(), where.end(),
                      [&](const Location& place) { return storage.MayBeMoved(place.object); })) {
        report();
      }
    }
  }
  if (!IsAlias(r)) return;
  if (ins.op == Op::kParameter) {
    if (MayBeStale(analyzer_.Where(id_, r), false, *state)) state->stale.insert(r);
  } else if (ins.op == Op::kLoad) {
    const Term cell = Value(ins.args[0]);
    if (state->current.count(cell) != 0) return;
    // What lies in memory of others, or of the caller, may have been put there at any time.
    if (MayBeStale(analyzer_.Where(id_, r), IsVisibleToCaller(cell), *state)) {
      state->stale.insert(r);
    }
  }
}

bool FunctionAnalyzer::MayBeStale(const std::vector<Location>& where, bool any_time,
                                  const State& state) const {
  const StorageTable& storage = analyzer_.storage();
  return std::any_of(where.begin(), where.end(), [&](const Location& place) {
    if (!storage.MayBeMoved(place.object)) return false;
    return any_time || storage.LiesIn(place.object, state.moved) ||
           (state.synchronized && storage.MayBeMovedByOthers(place.object));
  });
}

void FunctionAnalyzer::NoteMove(const Term& from, const std::vector<Location>& where,
                                State* state) {
  std::set<ObjectId> containers;
  for (const Location& place : where) containers.insert(place.object);
  state->moved.insert(containers.begin(), containers.end());
  if (IsVisibleToCaller(from)) moves_.insert_or_assign(from, WriteFact{from, 0, where});
  if (aliases_.empty()) return;
  state->current.clear();
  const StorageTable& storage = analyzer_.storage();
  for (facts::Register r : aliases_) {
    for (const Location& place : analyzer_.Where(id_, r)) {
      if (!storage.MayBeMoved(place.object) || !storage.LiesIn(place.object, containers)) continue;
      state->stale.insert(r);
      break;
    }
  }
}

void FunctionAnalyzer::NoteSynchronization(State* state) {
  synchronizes_ = true;
  state->last_owner_load.clear();
  state->synchronized = true;
  if (aliases_.empty()) return;
  state->current.clear();
  const StorageTable& storage = analyzer_.storage();
  for (facts::Register r : aliases_) {
    for (const Location& place : analyzer_.Where(id_, r)) {
      if (!storage.MayBeMovedByOthers(place.object)) continue;
      state->stale.insert(r);
      break;
    }
  }
}

void FunctionAnalyzer::Execute(facts::Register r, State* state) {
  const Instruction& ins = function_.instructions[r];
  if (!aliases_.empty()) UseAliases(r, state);
  if (Synchronizes(ins)) NoteSynchronization(state);
  Step(r, state);
  // The result of a call was formed in the callee, which answers for it.
  if (ins.op == Op::kCall || ins.op == Op::kCallIndirect) state->stale.erase(r);
  if (ins.op == Op::kStore && !IsVisibleToCaller(Value(ins.args[0]))) {
    state->current.insert(Value(ins.args[0]));
  }
}

}  // namespace interlock::summary
