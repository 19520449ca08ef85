// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Locks, spawns and joins of one function body.

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"

namespace interlock::summary {

using facts::Instruction;
using points_to::ObjectId;
using points_to::PointsTo;

namespace {

/// True if one address is a variable of this activation and the other one came from its caller.
bool IsOwnBesideCallers(const Term& a, const Term& b) {
  const auto is_own = [](const Term& t) {
    return OwnerOf(t).kind() == TermKind::kLocal && !IsThreadLocal(OwnerOf(t));
  };
  const auto is_callers = [](const Term& t) { return RootOf(t).kind() == TermKind::kParameter; };
  return (is_own(a) && is_callers(b)) || (is_own(b) && is_callers(a));
}

/// True if the instruction changes neither memory nor what other threads do.
bool OnlyComputes(facts::Op op) {
  switch (op) {
    case facts::Op::kConstant:
    case facts::Op::kNullPointer:
    case facts::Op::kUnary:
    case facts::Op::kBinary:
    case facts::Op::kCast:
    case facts::Op::kPointerToInteger:
    case facts::Op::kParameter:
    case facts::Op::kLocal:
    case facts::Op::kGlobal:
    case facts::Op::kField:
    case facts::Op::kIndex:
    case facts::Op::kElements:
    case facts::Op::kLoad:
      return true;
    default:
      return false;
  }
}

/// True if `lock` may be the lock that a release of `released` gives back.
bool MayBeSameLock(const Held& lock, const Term& released, const std::vector<ObjectId>& objects) {
  if (lock.lock == released) return true;
  const Term a = RootOf(lock.lock);
  const Term b = RootOf(released);
  std::int64_t a_offset = 0;
  std::int64_t b_offset = 0;
  const bool offsets = ConstantOffset(lock.lock, &a_offset) && ConstantOffset(released, &b_offset);
  if (a == b && offsets) return a_offset == b_offset;
  if (IsConcrete(a) && IsConcrete(b) && !(a.kind() == b.kind() && a.symbol() == b.symbol())) {
    return false;
  }
  for (ObjectId x : lock.objects) {
    for (ObjectId y : objects) {
      if (x == y || x <= 1 || y <= 1) return true;
    }
  }
  return lock.objects.empty() || objects.empty();
}

}  // namespace

void FunctionAnalyzer::Acquire(facts::Register r, const Term& lock, bool shared, State* state) {
  state->last_owner_load.clear();
  if (IsWeak(lock)) {
    state->imprecise.insert("a lock is taken in a recursive function");
    return;
  }
  state->held[lock] =
      Held{lock, shared, analyzer_.points_to().ObjectsOf(id_, function_.instructions[r].args[0])};
}

void FunctionAnalyzer::Release(const Term& lock, const std::vector<ObjectId>& objects,
                               State* state) {
  state->last_owner_load.clear();
  const auto exact = state->held.find(lock);
  if (exact != state->held.end()) {
    // Taken here and given back here. Another name for the same lock must not survive it, but no
    // lock of the caller is touched: a mutex is not held twice.
    state->held.erase(exact);
    for (auto it = state->held.begin(); it != state->held.end();) {
      it = MayBeSameLock(it->second, lock, objects) ? state->held.erase(it) : std::next(it);
    }
    return;
  }
  for (auto it = state->held.begin(); it != state->held.end();) {
    if (MayBeSameLock(it->second, lock, objects)) {
      state->imprecise.insert("a lock may have been released under another name");
      it = state->held.erase(it);
    } else {
      ++it;
    }
  }
  const Term owner = OwnerOf(lock);
  const bool own_local = owner.kind() == TermKind::kLocal && !IsThreadLocal(owner);
  if (!own_local) {
    state->released.insert(lock);
    if (!IsConcrete(RootOf(lock)) && RootOf(lock).kind() != TermKind::kParameter) {
      state->released_all |= RootOf(lock).kind() == TermKind::kUnknown ||
                             RootOf(lock).kind() == TermKind::kUnknownAddress;
    }
  }
}

void FunctionAnalyzer::ReleaseAll(State* state) {
  if (!state->held.empty()) state->imprecise.insert("unknown code may release locks");
  state->held.clear();
  state->released_all = true;
  state->last_owner_load.clear();
}

std::int32_t FunctionAnalyzer::SpawnIndex(const Stack& stack, facts::Register r) {
  const auto [it, inserted] =
      spawn_index_.emplace(stack, static_cast<std::int32_t>(spawn_index_.size()));
  if (inserted) {
    summary_.spawns.resize(spawn_index_.size());
    spawn_at_.resize(spawn_index_.size(), facts::kNoRegister);
    summary_.spawns[it->second].stack = stack;
    spawn_at_[it->second] = r;
  }
  return it->second;
}

std::int32_t FunctionAnalyzer::EventIndex(const Stack& stack, EventFactKind kind) {
  const auto [it, inserted] = event_index_.emplace(std::make_pair(stack, static_cast<int>(kind)),
                                                   static_cast<std::int32_t>(event_index_.size()));
  if (inserted) {
    summary_.events.resize(event_index_.size());
    summary_.events[it->second].stack = stack;
    summary_.events[it->second].kind = kind;
  }
  return it->second;
}

Term FunctionAnalyzer::SpawnToken(std::int32_t spawn) const { return summary_.spawns[spawn].token; }

void FunctionAnalyzer::RecordEvent(facts::Register r, EventFactKind kind, const Term& object,
                                   bool shared, std::int32_t spawn, const State& state) {
  if (!recording_) return;
  const std::int32_t index = EventIndex({Frame{id_, r}}, kind);
  summary_.events[index].object = object;
  summary_.events[index].shared = shared;
  summary_.events[index].spawn = spawn;
  if (kind == EventFactKind::kSignal) {
    std::set<std::int32_t> live(summary_.events[index].live.begin(),
                                summary_.events[index].live.end());
    for (const auto& [running, fact] : state.live) live.insert(running);
    summary_.events[index].live.assign(live.begin(), live.end());
  }
  if (kind == EventFactKind::kInit) {
    summary_.events[index].value = Value(function_.instructions[r].args[1]);
    return;  // nothing that a schedule could wait for
  }
  auto& path = call_path_[r];
  if (std::find(path.begin(), path.end(), index) == path.end()) path.push_back(index);
}

void FunctionAnalyzer::RecordUnresolved(facts::Register r, std::string kind, std::string detail,
                                        bool everything, std::vector<std::int32_t> objects,
                                        const State& state) {
  if (!recording_) return;
  UnresolvedFact fact;
  fact.kind = std::move(kind);
  fact.detail = std::move(detail);
  fact.everything = everything;
  fact.objects = std::move(objects);
  fact.context = ContextAt(r, state);
  fact.context.held.clear();
  fact.stack = {Frame{id_, r}};
  summary_.unresolved.push_back(std::move(fact));
}

void FunctionAnalyzer::Spawn(facts::Register r, State* state) {
  const Instruction& ins = function_.instructions[r];
  const std::int32_t index = SpawnIndex({Frame{id_, r}}, r);
  const Term token = Named("t", r);
  summary_.spawns[index].token = token;
  terms_[r] = token;
  has_term_[r] = true;

  const points_to::Callees& callees = analyzer_.CalleesOf(id_, r);
  if (recording_) {
    SpawnFact& fact = summary_.spawns[index];
    fact.targets.assign(callees.functions.begin(), callees.functions.end());
    fact.unresolved = callees.unresolved;
    fact.arguments.clear();
    fact.argument_where.clear();
    // A callable object is the `this` of its operator(); a plain function takes the rest only.
    const std::size_t first = callees.functions.empty() ? 1 : CallableSkip(r, callees.functions[0]);
    for (std::size_t i = first; i < ins.args.size(); ++i) {
      fact.arguments.push_back(Value(ins.args[i]));
      fact.argument_where.push_back(Where(ins.args[i], Value(ins.args[i])));
    }
    fact.memory.clear();
    for (const auto& [address, cell] : state->memory) fact.memory.push_back(cell);
    fact.copies = state->copies;
    fact.iterations = IterationsAround(r);
    fact.many = !fact.iterations.empty() || summary_.is_recursive;
    fact.recursive = summary_.is_recursive;
    const auto& loops = graph_.LoopsAround(graph_.BlockOf(r));
    fact.has_count = loops.empty() && !summary_.is_recursive;
    fact.count = Term::Integer(1);
    if (loops.size() == 1 && !summary_.is_recursive) {
      const facts::Loop* counted = graph_.loops()[loops[0]].counted;
      if (counted != nullptr && counted->step == 1 && counted->bound != facts::kNoRegister) {
        fact.has_count = true;
        fact.count =
            Term::Binary(TermKind::kSubtract, Value(counted->bound), Value(counted->initial));
        if (counted->bound_inclusive) {
          fact.count = Term::Binary(TermKind::kAdd, fact.count, Term::Integer(1));
        }
      }
    }
    for (std::int32_t loop : graph_.LoopsAround(graph_.BlockOf(r))) {
      fact.recursive |= graph_.loops()[loop].irreducible;
    }
    fact.context = ContextAt(r, *state);
    RecordEvent(r, EventFactKind::kSpawn, Term(), false, index, *state);
    if (callees.unresolved) {
      RecordUnresolved(r, "unresolved thread function", function_.name, true, {}, *state);
    }
  }
  // Everything the new thread can reach is visible to it from now on.
  std::vector<Location> reach;
  for (facts::Register a : ins.args) {
    for (const Location& place : analyzer_.Where(id_, a)) reach.push_back(place);
    state->owned.erase(OwnerOf(Value(a)));
  }
  std::sort(reach.begin(), reach.end());
  reach.erase(std::unique(reach.begin(), reach.end()), reach.end());
  Escape(analyzer_.points_to().ReachableObjects(reach), state);
  PurgeOwned(state);

  const auto found = state->live.find(index);
  if (found == state->live.end()) {
    state->live[index] = LiveSpawn{};
  } else {
    LiveSpawn& live = found->second;
    live.many = true;
    // The earlier instance's handle may be gone unless its cell belongs to its iteration.
    const bool own_cell = live.stored && live.stored_at.Contains([&](const Term& t) {
      return t.kind() == TermKind::kInduction || t.kind() == TermKind::kUnknown;
    });
    if (!own_cell) live.stale = true;
  }
  state->may_follow_spawn = true;
  state->last_owner_load.clear();
  state->joined.erase(token);
}

void FunctionAnalyzer::JoinToken(const Term& token, State* state) {
  if (token.kind() == TermKind::kLoadAddress && token.symbol() == "held") {
    JoinHeldBy(token.child(0), state);
    return;
  }
  if (token.kind() == TermKind::kLoadAddress && token.symbol() == "moved") {
    state->joined.insert(token);
    return;
  }
  for (auto it = state->live.begin(); it != state->live.end(); ++it) {
    if (!(SpawnToken(it->first) == token)) continue;
    if (!it->second.many) state->live.erase(it);
    state->joined.insert(token);
    return;
  }
  // Not a thread of ours: perhaps the caller knows it. A handle that nobody knows may order
  // anything.
  const bool callers = token.Contains([](const Term& t) {
    return t.symbol() == "entry" || (t.kind() == TermKind::kParameter && t.symbol()[0] == 'p');
  });
  if (!callers && token.kind() != TermKind::kNull && state->joined.count(token) == 0) {
    state->imprecise.insert("a join could not be matched with its thread");
  }
  state->joined.insert(token);
}

const Term* FunctionAnalyzer::CellJustRead(facts::Register value, std::int32_t block,
                                           facts::Register end) const {
  // Down to the load, or to the call of a function that reads the cell and gives back what it saw.
  facts::Register source = value;
  while (true) {
    const Instruction& ins = function_.instructions[source];
    if (ins.op == facts::Op::kLoad) break;
    if (ins.op == facts::Op::kCall) {
      // What a callee saw is how things are only if it changed nothing afterwards.
      const auto& callees = analyzer_.CalleesOf(id_, source);
      if (callees.unresolved || callees.functions.empty()) return nullptr;
      for (link::FunctionId callee : callees.functions) {
        if (!analyzer_.HasSummary(callee)) return nullptr;
        const Summary& summary = analyzer_.SummaryOf(callee);
        if (!summary.written.empty() || !summary.spawns.empty() || summary.synchronizes) {
          return nullptr;
        }
      }
      break;
    }
    const bool passes = ins.op == facts::Op::kUnary || ins.op == facts::Op::kBinary ||
                        ins.op == facts::Op::kCast || ins.op == facts::Op::kPointerToInteger;
    facts::Register next = facts::kNoRegister;
    for (facts::Register a : ins.args) {
      const facts::Op op = function_.instructions[a].op;
      if (op == facts::Op::kConstant || op == facts::Op::kNullPointer) continue;
      if (next != facts::kNoRegister) return nullptr;
      next = a;
    }
    if (!passes || next == facts::kNoRegister) return nullptr;
    source = next;
  }
  // Backwards from `end` to the source; a block that begins in between has one way into it.
  for (int steps = 0; steps < 4; ++steps) {
    const std::vector<facts::Register>& body = function_.blocks[block].instructions;
    auto at = std::make_reverse_iterator(std::find(body.begin(), body.end(), end));
    for (; at != body.rend() && *at != source; ++at) {
      if (!OnlyComputes(function_.instructions[*at].op)) return nullptr;
    }
    if (at != body.rend()) break;
    std::int32_t before = -1;
    int ways = 0;
    for (std::size_t b = 0; b < function_.blocks.size(); ++b) {
      for (const facts::Edge& edge : function_.blocks[b].successors) {
        if (edge.block != block) continue;
        ++ways;
        before = edge.kind == facts::EdgeKind::kException ? -1 : static_cast<std::int32_t>(b);
      }
    }
    if (ways != 1 || before < 0 || steps == 3) return nullptr;
    block = before;
    end = facts::kNoRegister;
  }
  const Term* core = &terms_[source];
  while (core->kind() == TermKind::kNot || core->kind() == TermKind::kTruncate ||
         ((core->kind() == TermKind::kEqual || core->kind() == TermKind::kNotEqual) &&
          (core->child(1).kind() == TermKind::kNull ||
           (core->child(1).IsInteger() && core->child(1).integer() == 0)))) {
    core = &core->child(0);
  }
  if (core->kind() != TermKind::kLoadAddress || core->children().size() != 1) return nullptr;
  return &core->child(0);
}

std::vector<Location> FunctionAnalyzer::PlacesOfCell(const Term& cell) const {
  const Term owner = OwnerOf(cell);
  const Term root = RootOf(cell);
  if (root.kind() == TermKind::kParameter && root.symbol()[0] == 'p') {
    const std::int64_t index = std::strtol(root.symbol().c_str() + 1, nullptr, 10);
    std::int64_t distance = 0;
    for (std::size_t r = 0; r < function_.instructions.size(); ++r) {
      const Instruction& ins = function_.instructions[r];
      if (ins.op != facts::Op::kParameter || ins.immediate != index) continue;
      if (!ConstantOffset(cell, &distance)) break;
      const auto& places = analyzer_.Where(id_, static_cast<facts::Register>(r));
      if (!places.empty()) return ShiftPlaces(places, distance);
    }
  }
  if (!IsConcrete(owner) || owner.kind() == TermKind::kFunction || owner.integer() < 0) {
    return {Location::Any(PointsTo::kAnythingObject)};
  }
  const auto object = static_cast<ObjectId>(owner.integer());
  std::vector<Location> places;
  if (RootOf(cell).kind() == TermKind::kElements) {
    for (ObjectId storage : analyzer_.storage().StorageIn({Location::Any(object)})) {
      places.push_back(Location::Any(storage));
    }
    return places;
  }
  std::int64_t offset = 0;
  return {ConstantOffset(cell, &offset) ? Location{object, offset, 0} : Location::Any(object)};
}

bool FunctionAnalyzer::HandleStays(const Term& cell) const {
  const points_to::PointsTo& points_to = analyzer_.points_to();
  std::vector<ObjectId> home;
  for (const Location& place : PlacesOfCell(cell)) home.push_back(place.object);
  if (home.empty() || home[0] <= PointsTo::kAnythingObject) return false;
  const bool is_shared = std::any_of(home.begin(), home.end(),
                                     [&](ObjectId object) { return points_to.IsShared(object); });
  if (!is_shared) return true;  // this thread's own stores and calls are followed one by one
  // Others reach the cell. They may join the thread, but nobody may take its handle elsewhere.
  return std::none_of(home.begin(), home.end(),
                      [&](ObjectId object) { return analyzer_.MayLoseHandles(object); });
}

void FunctionAnalyzer::MoveHandle(const Term& from, const Term& to, State* state) {
  if (IsWeak(from) || IsWeak(to)) return;
  for (auto& [spawn, live] : state->live) {
    if (!live.stored || live.stale || !(live.stored_at == from)) continue;
    const bool same_container =
        RootOf(from).kind() == TermKind::kElements && RootOf(from) == RootOf(to);
    if (same_container) continue;
    live.stale |= live.many;
    live.stored_at = to;
  }
  state->joined.insert(Term(TermKind::kLoadAddress, "moved", 0, {from, to}));
}

void FunctionAnalyzer::FollowHandles(const Summary& callee, const State& at_call, Binding* binding,
                                     State* state) {
  TermList joined;
  for (const Term& token : callee.joined) joined.push_back(Translate(token, binding));
  for (auto& [spawn, live] : state->live) {
    const auto before = at_call.live.find(spawn);
    if (before == at_call.live.end() || !live.stored || live.stale) continue;
    if (!before->second.stored || !(before->second.stored_at == live.stored_at)) continue;
    const Term cell = live.stored_at;
    const std::vector<Location> places = PlacesOfCell(cell);
    bool touched = false;
    for (const WriteFact& write : binding->written) {
      if (IsOwnBesideCallers(write.address, cell) || (write.refills && write.address == cell)) {
        continue;
      }
      touched |= MayOverlap(cell, 8, places, write.address, write.bytes, write.where);
    }
    if (!touched) continue;
    // Within one container a handle may change its place.
    bool known =
        RootOf(cell).kind() == TermKind::kElements &&
        std::all_of(binding->written.begin(), binding->written.end(),
                    [&](const WriteFact& write) { return RootOf(write.address) == RootOf(cell); });
    for (const Term& token : joined) {
      if (token.kind() != TermKind::kLoadAddress || !(token.child(0) == cell)) continue;
      known |= token.symbol() == "held";
      if (token.symbol() != "moved" || known) continue;
      const Term& to = token.child(1);
      const bool apart =
          IsOwnBesideCallers(cell, to) || !MayOverlap(cell, 8, places, to, 8, PlacesOfCell(to));
      if (!apart) break;
      known = true;
      live.stale |= live.many;
      live.stored_at = to;
      break;
    }
    // What the caller knows of the cells behind the call says where the handle is.
    for (const Cell& memory : callee.memory) {
      known |= Translate(memory.value, binding) == SpawnToken(spawn);
    }
    if (!known) live.stale = true;
  }
}

void FunctionAnalyzer::JoinHeldBy(const Term& cell, State* state) {
  if (IsWeak(cell)) return;
  for (auto it = state->live.begin(); it != state->live.end(); ++it) {
    const LiveSpawn& live = it->second;
    if (!live.stored || live.stale || live.many || !(live.stored_at == cell)) continue;
    if (!HandleStays(cell)) continue;
    state->live.erase(it);
    break;
  }
  state->joined.insert(Term(TermKind::kLoadAddress, "held", 0, {cell}));
}

void FunctionAnalyzer::JoinRange(const JoinedRange& range, State* state) {
  for (auto it = state->live.begin(); it != state->live.end();) {
    const LiveSpawn& live = it->second;
    bool covered = false;
    if (live.stored && !live.stale) {
      const Term& cell = live.stored_at;
      if (range.whole) {
        covered = RootOf(cell).kind() == TermKind::kElements && RootOf(cell).child(0) == range.base;
      } else if (cell.kind() == TermKind::kIndex && cell.child(0) == range.base &&
                 cell.child(1).kind() == TermKind::kInduction) {
        // Every iteration stored its handle in a cell of its own; the range covers all iterations.
        const Term& iteration = cell.child(1);
        const facts::Register at = spawn_at_[it->first];
        const auto& loops = graph_.LoopsAround(graph_.BlockOf(at));
        for (std::int32_t l : loops) {
          const FlowLoop& flow = graph_.loops()[l];
          if (flow.counted == nullptr || !(IterationOf(l) == iteration)) continue;
          if (flow.counted->step != 1 || flow.counted->bound == facts::kNoRegister) continue;
          Term end = Value(flow.counted->bound);
          if (flow.counted->bound_inclusive) {
            end = Term::Binary(TermKind::kAdd, end, Term::Integer(1));
          }
          const bool first_known = iteration.child(0) == range.first;
          covered = first_known && end == range.end;
          if (!covered && iteration.child(0).IsInteger() && range.first.IsInteger() &&
              end.IsInteger() && range.end.IsInteger()) {
            covered = range.first.integer() <= iteration.child(0).integer() &&
                      end.integer() <= range.end.integer();
          }
        }
      }
    }
    covered = covered && HandleStays(live.stored_at);
    it = covered ? state->live.erase(it) : std::next(it);
  }
  if (std::find(state->joined_ranges.begin(), state->joined_ranges.end(), range) ==
      state->joined_ranges.end()) {
    state->joined_ranges.push_back(range);
  }
  if (!state->live.empty()) {
    for (const auto& [spawn, live] : state->live) {
      if (live.stale) state->imprecise.insert("a join could not be matched with its threads");
    }
  }
}

void FunctionAnalyzer::NoteHandleStore(const Term& address, std::uint32_t bytes, const Term& value,
                                       State* state) {
  std::int32_t stored = -1;
  for (auto& [spawn, live] : state->live) {
    if (SpawnToken(spawn) == value) stored = spawn;
  }
  for (auto& [spawn, live] : state->live) {
    if (spawn == stored || !live.stored) continue;
    // A handle cell that is overwritten by something else, or moved out of its cell.
    const bool overwritten =
        address == live.stored_at ||
        (RootOf(address) == RootOf(live.stored_at) &&
         RootOf(address).kind() != TermKind::kElements && value.kind() != TermKind::kNull &&
         MayOverlap(address, bytes, {}, live.stored_at, bytes, {}));
    // Within one container a handle may change its place; it stays in the container.
    const bool moved_out = value.children().size() == 1 && value.IsAddress() &&
                           RootOf(value.child(0)) == RootOf(live.stored_at) &&
                           value.kind() != TermKind::kElements &&
                           !(RootOf(address) == RootOf(live.stored_at) &&
                             RootOf(address).kind() == TermKind::kElements);
    // Emptied while its thread was not joined: whoever has the handle now was not seen.
    const bool emptied = value.kind() == TermKind::kNull && address == live.stored_at;
    if ((overwritten && value.kind() != TermKind::kNull) || moved_out || emptied) {
      live.stale = true;
    }
  }
  if (stored < 0) return;
  LiveSpawn& live = state->live[stored];
  const bool same_container = live.stored && RootOf(address).kind() == TermKind::kElements &&
                              RootOf(address) == RootOf(live.stored_at);
  if (live.stored && !(live.stored_at == address) && !same_container) {
    // Moved from one cell to another: the newest cell counts while there is one instance only.
    live.stale |= live.many;
  }
  live.stored = true;
  live.stored_at = address;
  live.stored_stride = bytes;
}

}  // namespace interlock::summary
