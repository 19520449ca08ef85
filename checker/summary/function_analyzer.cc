// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/function_analyzer.h"

#include <algorithm>
#include <cstdlib>

#include "checker/summary/address.h"
#include "checker/summary/translate.h"

namespace interlock::summary {
namespace {

using facts::EdgeKind;
using facts::Instruction;
using facts::Op;

/// Sweeps over a function body before it is given up as not converging.
constexpr int kSweepMax = 40;

bool IsSymbolOfPointer(const Term& term) {
  return term.kind() == TermKind::kLoadAddress || term.kind() == TermKind::kOwned ||
         term.kind() == TermKind::kUnknown || term.kind() == TermKind::kUnknownAddress;
}

/// Reduces `condition == holds` to `core != 0` or `core == 0`; core may be a pointer.
void StripCondition(Term* core, bool* holds) {
  for (;;) {
    if (core->kind() == TermKind::kNot) {
      *holds = !*holds;
    } else if (core->kind() == TermKind::kNotEqual || core->kind() == TermKind::kEqual) {
      const Term& right = core->child(1);
      const bool zero =
          right.kind() == TermKind::kNull || (right.IsInteger() && right.integer() == 0);
      if (!zero) return;
      if (core->kind() == TermKind::kEqual) *holds = !*holds;
    } else if (core->kind() != TermKind::kTruncate) {
      return;
    }
    const Term next = core->child(0);
    *core = next;
  }
}

}  // namespace

FunctionAnalyzer::FunctionAnalyzer(Analyzer& analyzer, link::FunctionId id)
    : analyzer_(analyzer),
      id_(id),
      function_(analyzer.program().function(id)),
      graph_(analyzer.GraphOf(id)) {
  in_.resize(function_.blocks.size());
  terms_.resize(function_.instructions.size());
  has_term_.assign(function_.instructions.size(), false);
}

Summary FunctionAnalyzer::Run() {
  summary_.is_recursive = analyzer_.IsRecursive(id_);
  if (function_.blocks.empty()) return Finish();
  State entry;
  entry.reachable = true;
  for (std::size_t i = 0; i < function_.locals.size(); ++i) {
    const auto local = static_cast<std::int32_t>(i);
    const points_to::ObjectId object = analyzer_.points_to().LocalObject(id_, local);
    if (object < 0) continue;
    entry.fresh[Term(TermKind::kLocal, LocalSymbol(id_, local), object, {})] = object;
  }
  in_[0] = entry;
  FindAliases();
  FindCycleEntries();
  int sweeps = 0;
  do {
    changed_ = false;
    exit_ = State();
    results_ = 0;
    Sweep();
  } while (changed_ && ++sweeps < kSweepMax && !analyzer_.IsStopped());
  if (changed_) summary_.overflow = true;
  recording_ = true;
  exit_ = State();
  results_ = 0;
  Sweep();
  FinishPrefixes();
  return Finish();
}

void FunctionAnalyzer::FindCycleEntries() {
  std::vector<std::size_t> position(function_.blocks.size(), 0);
  for (std::size_t i = 0; i < graph_.order().size(); ++i) position[graph_.order()[i]] = i;
  is_cycle_entry_.assign(function_.blocks.size(), false);
  for (std::int32_t from : graph_.order()) {
    for (const facts::Edge& edge : function_.blocks[from].successors) {
      if (position[edge.block] <= position[from]) is_cycle_entry_[edge.block] = true;
    }
  }
}

void FunctionAnalyzer::Sweep() {
  // Only where a cycle is entered states add up over the sweeps. Everywhere else what an earlier
  // sweep believed must not blur what this one knows.
  for (std::int32_t block : graph_.order()) {
    if (block != graph_.order().front() && !is_cycle_entry_[block]) in_[block] = State();
  }
  for (std::int32_t block : graph_.order()) {
    if (in_[block].reachable) TransferBlock(block, in_[block]);
  }
}

void FunctionAnalyzer::TransferBlock(std::int32_t block, State state) {
  const facts::Block& body = function_.blocks[block];
  for (std::int32_t loop : graph_.LoopsAround(block)) {
    if (graph_.loops()[loop].header == block) EnterLoop(loop, &state);
  }
  thrown_ = State();
  real_throw_ = false;
  for (facts::Register r : body.instructions) {
    Execute(r, &state);
    if (!state.reachable) break;
  }
  const State thrown = thrown_;
  if (state.reachable && block == 1) Merge(state, &exit_);
  for (const facts::Edge& edge : body.successors) {
    State out = edge.kind == EdgeKind::kException ? thrown : state;
    if (!out.reachable) continue;
    if (edge.kind == EdgeKind::kException) {
      may_throw_ |= edge.block == 1 && real_throw_;
      // The exceptional way out of the function is the caller's exception edge, not its exit.
      if (edge.block == 1) continue;
    }
    if ((edge.kind == EdgeKind::kTrue || edge.kind == EdgeKind::kFalse) &&
        body.condition != facts::kNoRegister) {
      const bool holds = edge.kind == EdgeKind::kTrue;
      if (!ApplyCondition(Value(body.condition), holds, &out)) continue;
      NoteEmptyHandle(block, holds, &out);
    }
    Propagate(block, edge, std::move(out));
  }
}

void FunctionAnalyzer::Propagate(std::int32_t from, const facts::Edge& edge, State state) {
  for (std::size_t l = 0; l < graph_.loops().size(); ++l) {
    const auto loop = static_cast<std::int32_t>(l);
    const FlowLoop& flow = graph_.loops()[l];
    if (flow.header == edge.block) {
      if (flow.contains[from]) {
        CrossBackEdge(loop, &state);
        if (flow.counted != nullptr) {
          auto& joined = joined_by_iteration_[loop][from];
          joined = state.joined;
        }
      } else {
        for (auto& [spawn, live] : state.live) {
          // Threads of an earlier run of this loop: a join of this run's handles misses them.
          const facts::Register at = spawn_at_.size() > static_cast<std::size_t>(spawn)
                                         ? spawn_at_[spawn]
                                         : facts::kNoRegister;
          if (at >= 0 && flow.contains[graph_.BlockOf(at)]) live.stale = live.many = true;
        }
      }
      if (flow.irreducible && !flow.contains[from]) CrossBackEdge(loop, &state);
    } else if (flow.irreducible && flow.contains[from] && flow.contains[edge.block]) {
      CrossBackEdge(loop, &state);
    }
    // Leaving a counted loop through its test: what every iteration joined is joined as a range.
    if (flow.counted != nullptr && flow.counted->single_exit && flow.header == from &&
        !flow.contains[edge.block] && joined_by_iteration_.count(loop) != 0) {
      const auto& by_edge = joined_by_iteration_[loop];
      std::set<Term> all = by_edge.begin()->second;
      for (const auto& [back, tokens] : by_edge) {
        for (auto it = all.begin(); it != all.end();) {
          it = tokens.count(*it) != 0 ? std::next(it) : all.erase(it);
        }
      }
      const Term iteration = IterationOf(loop);
      for (const Term& token : all) {
        if (token.children().size() != 1) continue;
        const Term& cell = token.child(0);
        if (cell.kind() != TermKind::kIndex || !(cell.child(1) == iteration)) continue;
        if (flow.counted->step != 1) continue;
        JoinedRange range{cell.child(0), Value(flow.counted->initial), Term(), false};
        if (cell.child(0).kind() == TermKind::kElements &&
            flow.counted->container != facts::kNoRegister) {
          range.whole = true;
          range.base = cell.child(0).child(0);
        } else if (flow.counted->bound != facts::kNoRegister) {
          range.end = Value(flow.counted->bound);
          if (flow.counted->bound_inclusive) {
            range.end = Term::Binary(TermKind::kAdd, range.end, Term::Integer(1));
          }
        } else {
          continue;
        }
        JoinRange(range, &state);
      }
    }
  }
  if (Merge(state, &in_[edge.block]) && is_cycle_entry_[edge.block]) changed_ = true;
}

void FunctionAnalyzer::EnterLoop(std::int32_t loop, State* state) {
  const FlowLoop& flow = graph_.loops()[loop];
  if (flow.counted == nullptr) return;
  const std::int32_t variable = flow.counted->variable;
  const points_to::ObjectId object = analyzer_.points_to().LocalObject(id_, variable);
  const Term address(TermKind::kLocal, LocalSymbol(id_, variable), object, {});
  const std::uint32_t bytes = static_cast<std::uint32_t>(function_.locals[variable].bytes);
  const std::vector<Location> where{Location{object, 0, 0}};
  ForgetRange(address, bytes, where, state);
  state->memory[address] = Cell{address, bytes, IterationOf(loop), where};
}

Term FunctionAnalyzer::IterationOf(std::int32_t loop) const {
  const FlowLoop& flow = graph_.loops()[loop];
  const std::string symbol = "i:f" + std::to_string(id_) + ".b" + std::to_string(flow.header);
  // A cycle with several entries counts its iterations nowhere.
  if (flow.irreducible) return Term::Unknown("weak:" + symbol);
  if (flow.counted == nullptr) {
    return Term(TermKind::kInduction, symbol, 1, {Term::Integer(0)});
  }
  return Term(TermKind::kInduction, symbol, flow.counted->step, {Value(flow.counted->initial)});
}

TermList FunctionAnalyzer::IterationsAround(facts::Register r) const {
  TermList iterations;
  for (std::int32_t loop : graph_.LoopsAround(graph_.BlockOf(r))) {
    iterations.push_back(IterationOf(loop));
  }
  return iterations;
}

std::int32_t FunctionAnalyzer::CreationBlock(const std::string& symbol) const {
  // "<letter>:f<F>.<r>", "<letter>:f<F>.b<block>", "<letter>:f<F>.l<local>" or "f<F>.<r>/...".
  std::size_t at = symbol.find('f');
  const std::size_t slash = symbol.find('/');
  if (at == std::string::npos || (slash != std::string::npos && at > slash)) return -1;
  const std::size_t dot = symbol.find('.', at);
  if (dot == std::string::npos) return -1;
  if (std::strtol(symbol.c_str() + at + 1, nullptr, 10) != id_) return -1;
  const char* number = symbol.c_str() + dot + 1;
  if (*number == 'l') return -1;
  if (*number == 'b') return static_cast<std::int32_t>(std::strtol(number + 1, nullptr, 10));
  const auto r = static_cast<facts::Register>(std::strtol(number, nullptr, 10));
  return r >= 0 && r < static_cast<facts::Register>(function_.instructions.size())
             ? graph_.BlockOf(r)
             : -1;
}

bool FunctionAnalyzer::MadeInLoop(const Term& term, std::int32_t loop) const {
  const FlowLoop& flow = graph_.loops()[loop];
  return term.Contains([&](const Term& t) {
    switch (t.kind()) {
      case TermKind::kGlobal:
      case TermKind::kParameter:
      case TermKind::kFunction:
      case TermKind::kInteger:
        return false;
      default:
        break;
    }
    if (t.symbol().empty() || IsThreadLocal(t)) return false;
    const std::int32_t block = CreationBlock(t.symbol());
    return block >= 0 && flow.contains[block];
  });
}

void FunctionAnalyzer::CrossBackEdge(std::int32_t loop, State* state) {
  const auto stale = [&](const Term& term) { return MadeInLoop(term, loop); };
  for (auto it = state->held.begin(); it != state->held.end();) {
    if (stale(it->first)) {
      state->imprecise.insert("a lock is held across iterations of a loop");
      it = state->held.erase(it);
    } else {
      ++it;
    }
  }
  for (auto it = state->memory.begin(); it != state->memory.end();) {
    it = stale(it->first) || stale(it->second.value) ? state->memory.erase(it) : std::next(it);
  }
  state->copies.erase(std::remove_if(state->copies.begin(), state->copies.end(),
                                     [&](const CopiedRange& copy) {
                                       return stale(copy.destination) || stale(copy.source);
                                     }),
                      state->copies.end());
  const auto drop = [&](SharedSet<Term>* terms) {
    for (auto it = terms->begin(); it != terms->end();) {
      it = stale(*it) ? terms->erase(it) : std::next(it);
    }
  };
  if (graph_.loops()[loop].counted == nullptr) drop(&state->joined);
  drop(&state->waited);
  drop(&state->current);
  for (auto it = state->assumed.begin(); it != state->assumed.end();) {
    it = stale(it->first) ? state->assumed.erase(it) : std::next(it);
  }
  for (auto it = state->owned.begin(); it != state->owned.end();) {
    const bool gone = stale(it->first) || (it->second.in_cell && stale(it->second.cell));
    it = gone ? state->owned.erase(it) : std::next(it);
  }
  for (auto it = state->fresh.begin(); it != state->fresh.end();) {
    it = stale(it->first) ? state->fresh.erase(it) : std::next(it);
  }
  for (auto it = state->last_owner_load.begin(); it != state->last_owner_load.end();) {
    it = stale(it->first) || stale(it->second.pointer) ? state->last_owner_load.erase(it)
                                                       : std::next(it);
  }
  const FlowLoop& flow = graph_.loops()[loop];
  for (auto& [spawn, live] : state->live) {
    const facts::Register at =
        static_cast<std::size_t>(spawn) < spawn_at_.size() ? spawn_at_[spawn] : facts::kNoRegister;
    if (at < 0 || !flow.contains[graph_.BlockOf(at)]) continue;
    // One thread whose handle stays where it is: what becomes of it, the next spawn will see.
    if (live.stored && !live.many && !live.stale && !stale(live.stored_at)) continue;
    live.many = true;
    const Term iteration = IterationOf(loop);
    if (live.stored && live.stored_at.Contains([&](const Term& t) { return t == iteration; })) {
      continue;  // each iteration has a cell of its own
    }
    const Term root = live.stored ? RootOf(live.stored_at) : Term();
    if (live.stored && root.kind() == TermKind::kElements && !stale(root)) continue;
    live.stale = true;
  }
}

bool FunctionAnalyzer::ApplyCondition(const Term& condition, bool holds, State* state) {
  Term core = condition;
  StripCondition(&core, &holds);
  if (core.IsInteger()) return (core.integer() != 0) == holds;
  if (core.kind() == TermKind::kNull) return !holds;
  if (core.IsAddress() && IsConcrete(RootOf(core))) return holds;
  if (!IsWeak(core)) {
    const auto [known, inserted] = state->assumed.emplace(core, holds);
    if (!inserted && known->second != holds) return false;
  }
  if (core.kind() == TermKind::kUnknown) {
    const auto found = tries_.find(core.symbol());
    if (found != tries_.end()) {
      if (holds) state->held[found->second.lock] = found->second;
      return true;
    }
    if (IsToken(core)) return holds;  // the handle of a started thread is never empty
  }
  // No thread behind an empty handle: nothing is left to join.
  if (!holds && IsSymbolOfPointer(core)) state->joined.insert(core);
  return true;
}

void FunctionAnalyzer::NoteEmptyHandle(std::int32_t block, bool holds, State* state) {
  Term core = Value(function_.blocks[block].condition);
  StripCondition(&core, &holds);
  if (holds || core.kind() != TermKind::kLoadAddress) return;
  const Term* cell = CellJustRead(function_.blocks[block].condition, block, facts::kNoRegister);
  if (cell != nullptr) JoinHeldBy(*cell, state);
}

State FunctionAnalyzer::ExceptionState(const State& before, const State& after) {
  State state = before;
  if (after.reachable) {
    // What the call may write, it may have written already, and with other values.
    for (const auto& [address, write] : after.written) {
      ForgetRange(write.address, write.bytes, write.where, &state);
    }
    Merge(after, &state);
  }
  // Unwinding ends scoped objects that the graph does not show: what was taken here counts as given
  // back, and what the caller holds is kept only if nothing released it.
  if (!state.held.empty()) state.imprecise.insert("an exception may release locks");
  state.held.clear();
  state.last_owner_load.clear();
  return state;
}

}  // namespace interlock::summary
