// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Abstract interpretation of one function body; internal to checker/summary.
//
// Sweeps over the blocks in reverse post-order until the state at every block is stable, then
// sweeps once more and records accesses, spawns, events and what was not understood.
//
// Thread safety: thread-compatible.

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/summary/analyzer.h"
#include "checker/summary/state.h"
#include "checker/summary/translate.h"

namespace interlock::summary {

class FunctionAnalyzer {
 public:
  FunctionAnalyzer(Analyzer& analyzer, link::FunctionId id);
  /// Requires: summaries of all callees outside the function's own component exist; inside it,
  /// missing ones count as "does not return".
  Summary Run();

 private:
  // --- driver (function_analyzer.cc, steps.cc, outcome.cc)
  void Sweep();
  void TransferBlock(std::int32_t block, State state);
  void Propagate(std::int32_t from, const facts::Edge& edge, State state);
  State ExceptionState(const State& before, const State& after);
  void Execute(facts::Register r, State* state);
  void Step(facts::Register r, State* state);
  bool ApplyCondition(const Term& condition, bool holds, State* state);
  /// The block's condition came out as `holds`: if it asked whether a handle is empty and it is,
  /// nothing is left to join there.
  void NoteEmptyHandle(std::int32_t block, bool holds, State* state);
  void EnterLoop(std::int32_t loop, State* state);
  void CrossBackEdge(std::int32_t loop, State* state);
  bool MadeInLoop(const Term& term, std::int32_t loop) const;
  std::int32_t CreationBlock(const std::string& symbol) const;
  Term IterationOf(std::int32_t loop) const;
  TermList IterationsAround(facts::Register r) const;
  void FindCycleEntries();
  void FinishPrefixes();
  std::vector<std::int32_t> EventsBefore(facts::Register r) const;
  Summary Finish();

  // --- values and memory (memory.cc)
  Term Value(facts::Register r) const;
  Term Named(const char* letter, facts::Register r) const;
  Term Evaluate(facts::Register r, const facts::Instruction& instruction, State* state);
  Term EvaluateBinary(const facts::Instruction& instruction) const;
  Term EvaluateCast(const facts::Instruction& instruction) const;
  std::vector<Location> Where(facts::Register address, const Term& term) const;
  bool IsPrivate(const Term& address, const std::vector<Location>& where, const State& state) const;
  bool IsTracked(const Term& address, const std::vector<Location>& where, std::uint32_t bytes,
                 const State& state) const;
  /// Orders through atomics are not modelled: they make a witness uncertain, never a proof.
  void NoteAcquire(facts::Order order, State* state);
  Term LoadFrom(facts::Register r, const Term& address, std::uint32_t bytes,
                const std::vector<Location>& where, State* state);
  Term Content(const Term& address, std::uint32_t bytes, const std::vector<Location>& where,
               bool is_pointer, bool is_owner, const Term& fallback, State* state, bool* known);
  void StoreTo(facts::Register r, const Term& address, std::uint32_t bytes,
               const std::vector<Location>& where, const Term* value, State* state);
  /// The effect of StoreTo on what is known of memory, without the access itself.
  void Overwrite(facts::Register r, const Term& address, std::uint32_t bytes,
                 const std::vector<Location>& where, const Term* value, State* state);
  /// A handle cell among the bytes may hold another thread now, or none if `is_empty`.
  void ForgetHeld(const Term& address, std::uint32_t bytes, const std::vector<Location>& where,
                  bool is_empty, State* state);
  void ForgetRange(const Term& address, std::uint32_t bytes, const std::vector<Location>& where,
                   State* state);
  void RememberWrite(const Term& address, std::uint32_t bytes, const std::vector<Location>& where,
                     State* state, bool refills = false);
  void CopyRange(facts::Register r, State* state);
  void Escape(const std::vector<points_to::ObjectId>& objects, State* state);
  void StorePointers(const std::vector<points_to::ObjectId>& values, const Term& address,
                     const std::vector<Location>& where, State* state);

  // --- owned objects and moved storage (ownership.cc)
  /// True if only this activation reaches the owning cell.
  bool IsPrivateCell(const Term& cell, const std::vector<Location>& where,
                     const State& state) const;
  /// True if this activation owns the object that `pointer` points to; `where`: what is accessed.
  bool IsOwned(const Term& pointer, const std::vector<Location>& where, const State& state) const;
  /// True if the pointer was read from an owning cell that others reach, and the cell still holds
  /// it: nothing was written to it and no other thread was let in since.
  bool IsInCell(const Term& pointer, const std::vector<Location>& where, const State& state) const;
  void NoteOwnerLoad(const Term& cell, const std::vector<Location>& where, const Term& value,
                     State* state);
  void NoteOwnerStore(const Term& cell, const std::vector<Location>& where, const Term& value,
                      State* state);
  /// The bytes may be overwritten: cells among them no longer hold what is owned.
  void ForgetOwned(const Term& address, std::uint32_t bytes, const std::vector<Location>& where,
                   State* state);
  void PurgeOwned(State* state);
  /// Lists the registers that may point into storage that moves.
  void FindAliases();
  bool IsAlias(facts::Register r) const;
  void UseAliases(facts::Register r, State* state);
  bool MayBeStale(const std::vector<Location>& where, bool any_time, const State& state) const;
  void NoteMove(const Term& from, const std::vector<Location>& where, State* state);
  void NoteSynchronization(State* state);

  void RecordAccess(facts::Register r, bool is_write, const Term& address, const Term& size,
                    const std::vector<Location>& where, const State& state,
                    bool counter_step = false);

  // --- synchronisation and threads (threads.cc)
  void Acquire(facts::Register r, const Term& lock, bool shared, State* state);
  void Release(const Term& lock, const std::vector<points_to::ObjectId>& objects, State* state);
  void ReleaseAll(State* state);
  void Spawn(facts::Register r, State* state);
  void JoinToken(const Term& token, State* state);
  void JoinRange(const JoinedRange& range, State* state);
  /// The thread whose handle stands in `cell`, if any, has ended.
  void JoinHeldBy(const Term& cell, State* state);
  /// If `value` was read from a cell at the end of the block, with nothing after it that could
  /// change the cell: that cell.
  const Term* CellJustRead(facts::Register value, std::int32_t block, facts::Register end) const;
  /// The handle that `from` holds now stands in `to`.
  void MoveHandle(const Term& from, const Term& to, State* state);
  /// What a call has done to the cells in which handles of our threads stood before it.
  void FollowHandles(const Summary& callee, const State& at_call, Binding* binding, State* state);
  /// True if the callee's spawn starts its thread only after the earlier instance has ended.
  bool EndedBefore(const SpawnFact& spawn, const LiveSpawn& earlier, Binding* binding) const;
  /// Where a handle cell may lie.
  std::vector<Location> PlacesOfCell(const Term& cell) const;
  /// True if nobody but this activation can take a handle out of the cell.
  bool HandleStays(const Term& cell) const;
  void NoteHandleStore(const Term& address, std::uint32_t bytes, const Term& value, State* state);
  void RecordEvent(facts::Register r, EventFactKind kind, const Term& object, bool shared,
                   std::int32_t spawn, const State& state);
  std::string OriginOf(facts::Register access, bool is_write) const;
  void RecordUnresolved(facts::Register r, std::string kind, std::string detail, bool everything,
                        std::vector<std::int32_t> objects, const State& state);
  Context ContextAt(facts::Register r, const State& state);
  std::int32_t SpawnIndex(const Stack& stack, facts::Register r);
  Term SpawnToken(std::int32_t spawn) const;
  std::int32_t EventIndex(const Stack& stack, EventFactKind kind);

  // --- calls (calls.cc, instantiate.cc)
  void Call(facts::Register r, State* state);
  void NoteClaims(facts::Register r, link::FunctionId callee, State* state);
  void Opaque(facts::Register r, const std::string& kind, const std::string& name, State* state);
  void Instantiate(facts::Register r, const Summary& callee, link::FunctionId callee_id,
                   const State& at_call, State* state);
  void ApplyEffects(const Summary& callee, const State& at_call, Binding* binding, State* state);
  void CopyMemory(const SpawnFact& spawn, const Summary& callee, Binding* binding,
                  const State& at_call, SpawnFact* copy);
  static void ExpandCopy(const CopiedRange& range, const std::map<Term, Cell>& memory,
                         std::map<Term, Cell>* cells);
  std::size_t CallableSkip(facts::Register r, link::FunctionId callee) const;
  void CopyFacts(facts::Register r, const Summary& callee, Binding* binding, const State& state);
  bool IsDuplicate(const AccessFact& access);
  bool IsVisibleToCaller(const Term& address) const;

  Analyzer& analyzer_;
  const link::FunctionId id_;
  const facts::Function& function_;
  const FlowGraph& graph_;
  std::vector<State> in_;
  std::vector<bool> is_cycle_entry_;  // by block: some edge comes from further on
  std::vector<Term> terms_;
  std::vector<bool> has_term_;
  bool recording_ = false;
  bool changed_ = false;
  State exit_;
  Term result_;
  int results_ = 0;  // 0 none, 1 one term, 2 several
  std::map<Stack, std::int32_t> spawn_index_;
  std::map<std::pair<Stack, int>, std::int32_t> event_index_;
  std::map<std::string, Held> tries_;
  std::map<std::int32_t, std::map<std::int32_t, std::set<Term>>> joined_by_iteration_;
  std::map<facts::Register, std::vector<std::int32_t>> call_path_;  // events of a call's path
  std::vector<PointerStore> stores_;
  std::set<std::int32_t> escapes_;
  std::unordered_multimap<std::size_t, std::size_t> access_keys_;
  std::vector<facts::Register> access_at_;  // own instruction of each access, parallel
  std::vector<facts::Register> spawn_at_;
  std::set<Term> scoped_locks_;
  std::map<Term, std::vector<Location>> entry_where_;
  std::vector<facts::Register> aliases_;  // sorted
  std::map<Term, WriteFact> moves_;       // containers of the caller, by address
  bool synchronizes_ = false;
  bool may_throw_ = false;
  bool real_throw_ = false;  // the block under way may throw an exception of the program's own
  // Exceptional way out of the block under way.
  State thrown_;
  Summary summary_;
};

}  // namespace interlock::summary
