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
/// Conditions kept per access; the innermost ones.
constexpr std::size_t kConditionsMax = 8;
/// Longest list of events before an access.
constexpr std::size_t kPrefixMax = 400;

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
  } while (changed_ && ++sweeps < kSweepMax);
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
      if (!ApplyCondition(Value(body.condition), edge.kind == EdgeKind::kTrue, &out)) continue;
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
  const auto drop = [&](std::set<Term>* terms) {
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

void FunctionAnalyzer::Step(facts::Register r, State* state) {
  const Instruction& ins = function_.instructions[r];
  const auto arg = [&](std::size_t i) { return Value(ins.args[i]); };
  const auto set = [&](Term value) {
    terms_[r] = std::move(value);
    has_term_[r] = true;
  };
  switch (ins.op) {
    case Op::kLoad: {
      const Term address = arg(0);
      set(LoadFrom(r, address, ins.bytes, Where(ins.args[0], address), state));
      return;
    }
    case Op::kStore: {
      const Term address = arg(0);
      const Term value = arg(1);
      const std::vector<Location> where = Where(ins.args[0], address);
      const std::vector<points_to::ObjectId> targets =
          analyzer_.points_to().ObjectsOf(id_, ins.args[1]);
      NoteHandleStore(address, ins.bytes, value, state);
      StorePointers(targets, address, where, state);
      StoreTo(r, address, ins.bytes, where, &value, state);
      set(value);
      return;
    }
    case Op::kReadModifyWrite: {
      const Term address = arg(0);
      const Term step = arg(1);
      const std::vector<Location> where = Where(ins.args[0], address);
      const bool counter = ins.symbol == "+" && step.IsInteger() && step.integer() > 0 &&
                           ins.order != facts::Order::kPlain;
      RecordAccess(r, true, address, Term::Integer(ins.bytes), where, *state, counter);
      NoteAcquire(ins.order, state);
      StorePointers(analyzer_.points_to().ObjectsOf(id_, ins.args[1]), address, where, state);
      ForgetRange(address, ins.bytes, where, state);
      RememberWrite(address, ins.bytes, where, state);
      if (counter) {
        set(Term(TermKind::kTicket, "k:f" + std::to_string(id_) + "." + std::to_string(r),
                 step.integer(), {address}));
      } else if (ins.is_pointer) {
        set(Term::UnknownAddress("u:f" + std::to_string(id_) + "." + std::to_string(r)));
      } else {
        set(Named("v", r));
      }
      return;
    }
    case Op::kCompareExchange: {
      const Term address = arg(0);
      const Term expected = arg(1);
      const std::vector<Location> where = Where(ins.args[0], address);
      const std::vector<Location> expected_where = Where(ins.args[1], expected);
      RecordAccess(r, true, address, Term::Integer(ins.bytes), where, *state);
      NoteAcquire(ins.order, state);
      StorePointers(analyzer_.points_to().ObjectsOf(id_, ins.args[2]), address, where, state);
      ForgetRange(address, ins.bytes, where, state);
      RememberWrite(address, ins.bytes, where, state);
      // The expected value is read and, on failure, overwritten, both plainly.
      if (!IsPrivate(expected, expected_where, *state)) {
        RecordUnresolved(r, "compare-exchange with a shared expected value", ins.symbol, true, {},
                         *state);
      }
      ForgetRange(expected, ins.bytes, expected_where, state);
      RememberWrite(expected, ins.bytes, expected_where, state);
      set(Named("v", r));
      return;
    }
    case Op::kRead:
    case Op::kWrite: {
      const Term address = arg(0);
      const std::vector<Location> where = Where(ins.args[0], address);
      Term size = ins.args.size() > 1 ? arg(1) : Term::Integer(ins.bytes);
      std::uint32_t bytes = ins.args.size() > 1 ? 0 : ins.bytes;
      if (size.IsInteger() && size.integer() == 0) {
        size = Term::Integer(std::int64_t{1} << 40);
        if (where.size() == 1 && where[0].IsExact()) {
          const std::uint64_t whole = analyzer_.points_to().object(where[0].object).bytes;
          if (whole > static_cast<std::uint64_t>(where[0].offset) && whole < (1u << 30)) {
            bytes = static_cast<std::uint32_t>(whole - where[0].offset);
            size = Term::Integer(bytes);
          }
        }
      }
      RecordAccess(r, ins.op == Op::kWrite, address, size, where, *state);
      if (ins.op == Op::kWrite) {
        ForgetRange(address, bytes, where, state);
        RememberWrite(address, bytes, where, state);
      }
      return;
    }
    case Op::kCopy:
      CopyRange(r, state);
      return;
    case Op::kCopyElements: {
      const Term to = arg(0);
      const Term from = arg(1);
      const std::vector<Location> to_where = Where(ins.args[0], to);
      // What elements point to is reachable from both; the containers stay what they are.
      const points_to::PointsTo& points_to = analyzer_.points_to();
      std::vector<Location> pointees;
      for (points_to::ObjectId object : analyzer_.storage().StorageIn(Where(ins.args[1], from))) {
        for (const Location& content : points_to.ContentsOf(Location::Any(object), 1 << 20)) {
          pointees.push_back(content);
        }
      }
      std::sort(pointees.begin(), pointees.end());
      pointees.erase(std::unique(pointees.begin(), pointees.end()), pointees.end());
      std::vector<points_to::ObjectId> moved = points_to.ReachableObjects(pointees);
      StorePointers(moved, to, to_where, state);
      for (auto it = state->memory.begin(); it != state->memory.end();) {
        it = RootOf(it->first).kind() == TermKind::kElements ? state->memory.erase(it)
                                                             : std::next(it);
      }
      state->copies.clear();
      for (auto it = state->owned.begin(); it != state->owned.end();) {
        const bool element =
            it->second.in_cell && RootOf(it->second.cell).kind() == TermKind::kElements;
        it = element ? state->owned.erase(it) : std::next(it);
      }
      PurgeOwned(state);
      if (ins.symbol != "copy") NoteMove(from, Where(ins.args[1], from), state);
      std::vector<Location> storage;
      if (to_where.empty() || to_where.front().object <= points_to::PointsTo::kAnythingObject) {
        storage.push_back(Location::Any(points_to::PointsTo::kAnythingObject));
      } else {
        for (points_to::ObjectId object : analyzer_.storage().StorageIn(to_where)) {
          storage.push_back(Location::Any(object));
        }
      }
      RememberWrite(Term(TermKind::kElements, "", 0, {to}), 0, storage, state);
      for (auto& [spawn, live] : state->live) {
        if (!live.stored || !(RootOf(live.stored_at).kind() == TermKind::kElements)) continue;
        const Term container = RootOf(live.stored_at).child(0);
        if (!(container == from)) continue;
        if (ins.symbol != "copy") {
          live.stored_at = live.stored_at.Map([&](const Term& t) {
            return t.kind() == TermKind::kElements && t.child(0) == from
                       ? Term(TermKind::kElements, "", 0, {to})
                       : t;
          });
        } else {
          live.stale = true;
        }
      }
      return;
    }
    case Op::kFree: {
      const Term address = arg(0);
      const std::vector<Location> where = Where(ins.args[0], address);
      if (address.kind() == TermKind::kNull) return;
      RecordAccess(r, true, address, Term::Integer(std::int64_t{1} << 40), where, *state);
      ForgetRange(address, 0, where, state);
      RememberWrite(address, 0, where, state);
      state->fresh.erase(RootOf(address));
      state->owned.erase(address);
      PurgeOwned(state);
      return;
    }
    case Op::kFence:
      NoteAcquire(ins.order, state);
      return;
    case Op::kReturn:
      if (!ins.args.empty()) {
        const Term value = arg(0);
        if (results_ == 0) {
          result_ = value;
          results_ = 1;
        } else if (!(result_ == value)) {
          results_ = 2;
        }
      }
      return;
    case Op::kThrow: {
      const State before = *state;
      Merge(ExceptionState(before, before), &thrown_);
      for (const auto& [lock, held] : state->held) {
        if (recording_ && scoped_locks_.count(lock) == 0) {
          RecordUnresolved(r, "exception edge past a lock", lock.ToText(), true, {}, *state);
        }
      }
      real_throw_ = true;
      state->reachable = false;
      return;
    }
    case Op::kAssume:
      if (!ApplyCondition(arg(0), true, state)) state->reachable = false;
      return;
    case Op::kStop:
      state->reachable = false;
      return;
    case Op::kCall:
    case Op::kCallIndirect:
      Call(r, state);
      return;
    case Op::kOpaque:
      Opaque(r, "opaque call", ins.symbol, state);
      set(ins.is_pointer
              ? Term::UnknownAddress("u:f" + std::to_string(id_) + "." + std::to_string(r))
              : Named("u", r));
      return;
    case Op::kUnsupported: {
      RecordUnresolved(r, ins.symbol, "unsupported construct", true, {}, *state);
      state->imprecise.insert("a construct before it is not understood");
      state->memory.clear();
      state->copies.clear();
      state->fresh.clear();
      state->owned.clear();
      state->joined.clear();
      state->joined_ranges.clear();
      state->last_owner_load.clear();
      ReleaseAll(state);
      for (auto& [spawn, live] : state->live) live.stale = true;
      RememberWrite(Term::UnknownAddress("u:f" + std::to_string(id_) + "." + std::to_string(r)), 0,
                    {Location::Any(points_to::PointsTo::kAnythingObject)}, state);
      set(Named("u", r));
      return;
    }
    case Op::kSpawn:
      Spawn(r, state);
      return;
    case Op::kJoin: {
      std::int32_t joined = -1;
      for (const auto& [spawn, live] : state->live) {
        if (SpawnToken(spawn) == arg(0)) joined = spawn;
      }
      RecordEvent(r, EventFactKind::kJoin, arg(0), false, joined, *state);
      JoinToken(arg(0), state);
      return;
    }
    case Op::kDetach:
      for (auto& [spawn, live] : state->live) {
        live.stale |= !live.stored || arg(0) == SpawnToken(spawn);
      }
      return;
    case Op::kJoinRange: {
      const Term base = arg(0);
      RecordEvent(r, EventFactKind::kJoin, base, false, -1, *state);
      JoinRange(JoinedRange{base, arg(1), arg(2), false}, state);
      return;
    }
    case Op::kJoinElements: {
      RecordEvent(r, EventFactKind::kJoin, arg(0), false, -1, *state);
      JoinRange(JoinedRange{arg(0), Term(), Term(), true}, state);
      return;
    }
    case Op::kLock: {
      const Term lock = arg(0);
      RecordEvent(r, EventFactKind::kLock, lock, ins.symbol == "shared", -1, *state);
      if (ins.is_scoped) {
        scoped_locks_.insert(lock);
      } else {
        scoped_locks_.erase(lock);
      }
      Acquire(r, lock, ins.symbol == "shared", state);
      return;
    }
    case Op::kUnlock: {
      const Term lock = arg(0);
      RecordEvent(r, EventFactKind::kUnlock, lock, ins.symbol == "shared", -1, *state);
      Release(lock, analyzer_.points_to().ObjectsOf(id_, ins.args[0]), state);
      return;
    }
    case Op::kTryLock: {
      const Term lock = arg(0);
      const Term got = Named("y", r);
      tries_[got.symbol()] =
          Held{lock, ins.symbol == "shared", analyzer_.points_to().ObjectsOf(id_, ins.args[0])};
      RecordEvent(r, EventFactKind::kLock, lock, ins.symbol == "shared", -1, *state);
      set(got);
      return;
    }
    case Op::kConditionWait:
      RecordEvent(r, EventFactKind::kWait, arg(0), false, -1, *state);
      state->imprecise.insert("a wait before it may order it");
      // The mutex is given back and held again when the wait returns, under whatever name the
      // caller knows it: nothing changes but that other threads ran in between.
      state->last_owner_load.clear();
      return;
    case Op::kNotify:
      RecordEvent(r, EventFactKind::kSignal, arg(0), false, -1, *state);
      return;
    case Op::kOnceBegin:
      Acquire(r, arg(0), false, state);
      return;
    case Op::kOnceEnd:
      state->held.erase(arg(0));
      return;
    case Op::kOncePassed: {
      RecordEvent(r, EventFactKind::kOnce, arg(0), true, -1, *state);
      if (state->held.count(arg(0)) == 0) Acquire(r, arg(0), true, state);
      return;
    }
    case Op::kBarrierInit:
    case Op::kLatchInit:
      RecordEvent(r, EventFactKind::kInit, arg(0), false, -1, *state);
      return;
    case Op::kBarrierWait: {
      RecordEvent(r, EventFactKind::kBarrier, arg(0), false, -1, *state);
      state->signalled.insert(arg(0));
      state->waited.insert(arg(0));
      state->imprecise.insert("a barrier before it may order it");
      state->last_owner_load.clear();
      return;
    }
    case Op::kLatchCountDown:
      RecordEvent(r, EventFactKind::kSignal, arg(0), false, -1, *state);
      state->signalled.insert(arg(0));
      return;
    case Op::kLatchWait:
      RecordEvent(r, EventFactKind::kWait, arg(0), false, -1, *state);
      state->imprecise.insert("a wait before it may order it");
      state->waited.insert(arg(0));
      return;
    default:
      set(Evaluate(r, ins, state));
      return;
  }
}

Context FunctionAnalyzer::ContextAt(facts::Register r, const State& state) {
  Context context;
  for (const auto& [lock, held] : state.held) context.held.push_back(held);
  context.released.assign(state.released.begin(), state.released.end());
  context.released_all = state.released_all;
  context.released_objects.assign(state.released_objects.begin(), state.released_objects.end());
  for (const auto& [spawn, live] : state.live) context.live.push_back(spawn);
  context.may_follow_spawn = state.may_follow_spawn;
  context.joined.assign(state.joined.begin(), state.joined.end());
  context.waited.assign(state.waited.begin(), state.waited.end());
  context.signalled.assign(state.signalled.begin(), state.signalled.end());
  context.imprecise = state.imprecise;
  const std::int32_t block = graph_.BlockOf(r);
  if (!graph_.IsGuardExact(block)) {
    context.imprecise.insert("the path condition is over-approximated");
  }
  const auto& guards = graph_.GuardsOf(block);
  for (auto it = guards.rbegin(); it != guards.rend(); ++it) {
    const facts::Block& from = function_.blocks[it->block];
    const facts::Edge& edge = from.successors[it->edge];
    if (from.condition == facts::kNoRegister) continue;
    Term condition = Value(from.condition);
    if (edge.kind == EdgeKind::kCase) {
      condition = Term::Binary(TermKind::kEqual, condition, Term::Integer(edge.case_value));
    } else if (edge.kind != EdgeKind::kTrue && edge.kind != EdgeKind::kFalse) {
      context.imprecise.insert("the path condition is over-approximated");
      continue;
    }
    if (condition.IsInteger()) continue;
    if (context.conditions.size() == kConditionsMax || TermSize(condition) > kTermNodesMax) {
      context.imprecise.insert("the path condition is shortened");
      continue;
    }
    context.conditions.push_back({condition, edge.kind != EdgeKind::kFalse});
  }
  return context;
}

bool FunctionAnalyzer::IsDuplicate(const AccessFact& access) {
  std::size_t hash = access.address.Hash() * 31 + access.size.Hash();
  hash = hash * 31 + static_cast<std::size_t>(access.stack.back().function) * 7919 +
         static_cast<std::size_t>(access.stack.back().at);
  hash = hash * 31 + access.context.held.size() * 17 + access.context.live.size();
  const auto range = access_keys_.equal_range(hash);
  for (auto it = range.first; it != range.second; ++it) {
    const AccessFact& other = summary_.accesses[it->second];
    if (other.stack.back() == access.stack.back() && other.is_write == access.is_write &&
        other.order == access.order && other.owned == access.owned &&
        other.in_cell == access.in_cell && other.address == access.address &&
        other.size == access.size && other.where == access.where &&
        other.context == access.context) {
      return true;
    }
  }
  access_keys_.emplace(hash, summary_.accesses.size());
  return false;
}

std::vector<std::int32_t> FunctionAnalyzer::EventsBefore(facts::Register r) const {
  std::vector<std::int32_t> events;
  for (std::int32_t block : graph_.ShortestPath(graph_.BlockOf(r))) {
    for (facts::Register at : function_.blocks[block].instructions) {
      if (at == r) break;
      const auto found = call_path_.find(at);
      if (found == call_path_.end()) continue;
      events.insert(events.end(), found->second.begin(), found->second.end());
    }
  }
  return events;
}

void FunctionAnalyzer::FinishPrefixes() {
  std::map<facts::Register, std::vector<std::int32_t>> before;
  const auto prefix_of = [&](facts::Register r) -> const std::vector<std::int32_t>& {
    const auto found = before.find(r);
    if (found != before.end()) return found->second;
    return before[r] = EventsBefore(r);
  };
  const auto finish = [&](facts::Register r, std::vector<std::int32_t>* prefix, Context* context) {
    const auto& start = prefix_of(r);
    prefix->insert(prefix->begin(), start.begin(), start.end());
    if (prefix->size() > kPrefixMax) {
      prefix->resize(kPrefixMax);
      context->imprecise.insert("the path to it has too many events");
    }
  };
  for (std::size_t i = 0; i < summary_.accesses.size(); ++i) {
    finish(access_at_[i], &summary_.accesses[i].prefix, &summary_.accesses[i].context);
  }
  for (std::size_t i = 0; i < summary_.spawns.size(); ++i) {
    if (spawn_at_[i] >= 0) {
      finish(spawn_at_[i], &summary_.spawns[i].prefix, &summary_.spawns[i].context);
    }
  }
  if (graph_.IsReachable(1)) {
    for (std::int32_t block : graph_.ShortestPath(1)) {
      for (facts::Register at : function_.blocks[block].instructions) {
        const auto found = call_path_.find(at);
        if (found == call_path_.end()) continue;
        summary_.path.insert(summary_.path.end(), found->second.begin(), found->second.end());
      }
    }
    if (summary_.path.size() > kPrefixMax) summary_.path.resize(kPrefixMax);
  }
}

Summary FunctionAnalyzer::Finish() {
  summary_.may_throw = may_throw_;
  summary_.returns = exit_.reachable;
  summary_.tries = tries_;
  summary_.entry_where = entry_where_;
  summary_.synchronizes = synchronizes_;
  summary_.stores = stores_;
  summary_.escapes.assign(escapes_.begin(), escapes_.end());
  if (summary_.accesses.size() > analyzer_.options().access_max) summary_.overflow = true;
  if (!exit_.reachable) return std::move(summary_);
  const auto local = [&](const Term& term) {
    return term.Contains(
        [&](const Term& t) { return t.kind() == TermKind::kLocal && !IsThreadLocal(t); });
  };
  for (const auto& [lock, held] : exit_.held) {
    if (!local(lock)) summary_.acquired.push_back(held);
  }
  summary_.released.assign(exit_.released.begin(), exit_.released.end());
  summary_.released_all = exit_.released_all;
  summary_.released_objects.assign(exit_.released_objects.begin(), exit_.released_objects.end());
  summary_.live = exit_.live;
  summary_.may_spawn = exit_.may_follow_spawn;
  summary_.joined.assign(exit_.joined.begin(), exit_.joined.end());
  summary_.joined_ranges = exit_.joined_ranges;
  summary_.waited.assign(exit_.waited.begin(), exit_.waited.end());
  summary_.signalled.assign(exit_.signalled.begin(), exit_.signalled.end());
  for (const auto& [address, cell] : exit_.memory) {
    if (local(address)) continue;
    // A cell that only repeats what the caller's memory held on entry tells nothing new.
    const bool entry_value = !cell.value.children().empty() && cell.value.child(0) == address &&
                             (cell.value.symbol() == "entry" || cell.value.symbol().empty());
    if (!entry_value) summary_.memory.push_back(cell);
  }
  for (const CopiedRange& copy : exit_.copies) {
    if (!local(copy.destination) && !local(copy.source)) summary_.copies.push_back(copy);
  }
  for (const auto& [root, object] : exit_.fresh) {
    if (root.kind() == TermKind::kHeap) summary_.fresh.push_back(root);
  }
  for (const auto& [pointer, resting] : exit_.owned) {
    if (resting.in_cell && !IsVisibleToCaller(resting.cell)) continue;
    summary_.owned.push_back(OwnedFact{pointer, resting.in_cell, resting.cell, resting.where});
  }
  for (const auto& [address, move] : moves_) summary_.moved.push_back(move);
  summary_.synchronizes = synchronizes_;
  for (const auto& [address, write] : exit_.written) summary_.written.push_back(write);
  if (results_ == 1) {
    summary_.result = result_;
    summary_.has_result = true;
  }
  summary_.imprecise = exit_.imprecise;
  return std::move(summary_);
}

}  // namespace interlock::summary
