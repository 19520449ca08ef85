// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Calls: the summary of the callee, rewritten in terms of the caller.

#include <algorithm>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"
#include "checker/summary/translate.h"

namespace interlock::summary {
namespace {

using facts::Instruction;
using points_to::ObjectId;
using points_to::PointsTo;

/// What a recursive call passes on. An argument that is itself a parameter or says nothing of the
/// activation stays; anything else would grow with every round over the cycle (a child's child's
/// child) and becomes one value that stands for all depths.
Term Widened(const Term& argument, const std::string& site, std::size_t index) {
  switch (argument.kind()) {
    case TermKind::kInteger:
    case TermKind::kNull:
    case TermKind::kParameter:
    case TermKind::kGlobal:
    case TermKind::kFunction:
      return argument;
    default:
      break;
  }
  const std::string name = "weak:" + site + ":argument" + std::to_string(index);
  return argument.IsAddress() ? Term::UnknownAddress(name) : Term::Unknown(name);
}

}  // namespace

void FunctionAnalyzer::CopyFacts(facts::Register r, const Summary& callee, Binding* binding,
                                 const State& at_call) {
  const auto stack_of = [&](const Stack& stack) {
    Stack result{Frame{id_, r}};
    result.insert(result.end(), stack.begin(), stack.end());
    return result;
  };
  const auto prefix_of = [&](const std::vector<std::int32_t>& prefix) {
    std::vector<std::int32_t> result;
    for (std::int32_t event : prefix) result.push_back(binding->events[event]);
    return result;
  };
  for (std::size_t i = 0; i < callee.events.size(); ++i) {
    const EventFact& event = callee.events[i];
    const std::int32_t index = binding->events[static_cast<std::int32_t>(i)];
    summary_.events[index].object = Translate(event.object, binding);
    summary_.events[index].shared = event.shared;
    summary_.events[index].value = Translate(event.value, binding);
    summary_.events[index].spawn = event.spawn < 0 ? -1 : binding->spawns[event.spawn];
    if (event.kind == EventFactKind::kSignal) {
      std::set<std::int32_t> live(summary_.events[index].live.begin(),
                                  summary_.events[index].live.end());
      for (std::int32_t running : event.live) live.insert(binding->spawns[running]);
      for (const auto& [running, fact] : at_call.live) live.insert(running);
      summary_.events[index].live.assign(live.begin(), live.end());
    }
  }
  call_path_[r] = prefix_of(callee.path);
  bool possible = true;
  for (std::size_t i = 0; i < callee.spawns.size(); ++i) {
    const SpawnFact& spawn = callee.spawns[i];
    SpawnFact& copy = summary_.spawns[binding->spawns[static_cast<std::int32_t>(i)]];
    copy.targets = spawn.targets;
    copy.unresolved = spawn.unresolved;
    copy.arguments.clear();
    copy.argument_where.clear();
    for (std::size_t a = 0; a < spawn.arguments.size(); ++a) {
      const Term argument = Translate(spawn.arguments[a], binding);
      copy.argument_where.push_back(
          TranslateWhere(spawn.arguments[a], argument, spawn.argument_where[a], *binding));
      copy.arguments.push_back(argument);
    }
    CopyMemory(spawn, callee, binding, at_call, &copy);
    copy.iterations = binding->iterations;
    for (const Term& iteration : spawn.iterations) {
      copy.iterations.push_back(Translate(iteration, binding));
    }
    copy.many = spawn.many || !binding->iterations.empty() || binding->same_component;
    copy.has_count = spawn.has_count && binding->iterations.empty() && !binding->same_component &&
                     !summary_.is_recursive;
    copy.count = Translate(spawn.count, binding);
    copy.recursive = spawn.recursive || binding->same_component || summary_.is_recursive;
    copy.context = TranslateContext(spawn.context, binding, &possible);
    copy.prefix = prefix_of(spawn.prefix);
  }
  const auto stays_owned = [&](const Term& pointer) {
    const Resting& resting = at_call.owned.at(pointer);
    return !resting.in_cell ||
           std::none_of(binding->written.begin(), binding->written.end(),
                        [&](const WriteFact& write) {
                          return MayOverlap(resting.cell, 8, resting.where, write.address,
                                            write.bytes, write.where);
                        });
  };
  const auto stays_in_cell = [&](const Term& pointer) {
    const std::vector<Location>& where = at_call.last_owner_load.at(pointer.child(0)).where;
    return std::none_of(
        binding->written.begin(), binding->written.end(), [&](const WriteFact& write) {
          return MayOverlap(pointer.child(0), 8, where, write.address, write.bytes, write.where);
        });
  };
  for (const AccessFact& access : callee.accesses) {
    AccessFact copy = access;
    copy.address = Translate(access.address, binding);
    const Term owner = OwnerOf(copy.address);
    const auto fresh = at_call.fresh.find(owner);
    const auto escapes_inside = [&](std::int32_t object) {
      return std::binary_search(callee.escapes.begin(), callee.escapes.end(), object);
    };
    if (fresh != at_call.fresh.end() && !escapes_inside(fresh->second)) continue;
    copy.where = TranslateWhere(access.address, copy.address, access.where, *binding);
    copy.where.erase(std::remove_if(copy.where.begin(), copy.where.end(),
                                    [&](const Location& place) {
                                      return !analyzer_.points_to().IsShared(place.object);
                                    }),
                     copy.where.end());
    if (copy.where.empty()) continue;
    copy.context = TranslateContext(access.context, binding, &possible);
    if (!possible) continue;
    copy.size = Translate(access.size, binding);
    copy.owned = access.owned || (IsOwned(owner, copy.where, at_call) && stays_owned(owner));
    copy.in_cell =
        !copy.owned &&
        (access.in_cell ||
         (!callee.synchronizes && IsInCell(owner, copy.where, at_call) && stays_in_cell(owner)));
    copy.stack = stack_of(access.stack);
    copy.prefix = prefix_of(access.prefix);
    if (summary_.accesses.size() > analyzer_.options().access_max) {
      summary_.overflow = true;
      break;
    }
    if (IsDuplicate(copy)) continue;
    summary_.accesses.push_back(std::move(copy));
    access_at_.push_back(r);
  }
  for (const UnresolvedFact& fact : callee.unresolved) {
    UnresolvedFact copy = fact;
    copy.context = TranslateContext(fact.context, binding, &possible);
    if (!possible) continue;
    copy.stack = stack_of(fact.stack);
    const bool known = std::any_of(
        summary_.unresolved.begin(), summary_.unresolved.end(), [&](const UnresolvedFact& other) {
          return other.kind == copy.kind && other.stack.back() == copy.stack.back() &&
                 other.everything == copy.everything && other.objects == copy.objects &&
                 other.context.live == copy.context.live;
        });
    if (!known) summary_.unresolved.push_back(std::move(copy));
  }
  summary_.overflow |= callee.overflow;
}

void FunctionAnalyzer::CopyMemory(const SpawnFact& spawn, const Summary& callee, Binding* binding,
                                  const State& at_call, SpawnFact* copy) {
  copy->memory.clear();
  copy->copies.clear();
  std::map<Term, Cell> cells;
  // What the caller knows and the callee does not touch is still so at the spawn.
  for (const auto& [address, cell] : at_call.memory) {
    const bool touched =
        std::any_of(binding->written.begin(), binding->written.end(), [&](const WriteFact& write) {
          return MayOverlap(address, cell.bytes, cell.where, write.address, write.bytes,
                            write.where);
        });
    if (!touched) cells[address] = cell;
  }
  for (const Cell& cell : spawn.memory) {
    const Term address = Translate(cell.address, binding);
    if (IsWeak(address)) continue;
    cells[address] = Cell{address, cell.bytes, Translate(cell.value, binding),
                          TranslateWhere(cell.address, address, cell.where, *binding)};
  }
  for (const CopiedRange& range : spawn.copies) {
    CopiedRange moved{Translate(range.destination, binding), Translate(range.source, binding),
                      range.bytes, range.where, range.source_where};
    moved.where = TranslateWhere(range.destination, moved.destination, range.where, *binding);
    moved.source_where = TranslateWhere(range.source, moved.source, range.source_where, *binding);
    ExpandCopy(moved, at_call.memory, &cells);
    copy->copies.push_back(std::move(moved));
  }
  for (const CopiedRange& range : at_call.copies) copy->copies.push_back(range);
  (void)callee;
  for (auto& [address, cell] : cells) copy->memory.push_back(std::move(cell));
}

void FunctionAnalyzer::ExpandCopy(const CopiedRange& range, const std::map<Term, Cell>& memory,
                                  std::map<Term, Cell>* cells) {
  std::int64_t from = 0;
  if (!ConstantOffset(range.source, &from)) return;
  for (const auto& [key, cell] : memory) {
    std::int64_t at = 0;
    if (!(RootOf(key) == RootOf(range.source)) || !ConstantOffset(key, &at)) continue;
    if (at < from || at + cell.bytes > from + range.bytes) continue;
    const Term target = AddOffset(range.destination, at - from);
    cells->emplace(target,
                   Cell{target, cell.bytes, cell.value, ShiftPlaces(range.where, at - from)});
  }
}

void FunctionAnalyzer::Instantiate(facts::Register r, const Summary& callee,
                                   link::FunctionId callee_id, const State& at_call, State* state) {
  const Instruction& ins = function_.instructions[r];
  Binding binding;
  binding.callee = &callee;
  binding.storage = &analyzer_.storage();
  binding.site = "f" + std::to_string(id_) + "." + std::to_string(r);
  binding.same_component = analyzer_.SameComponent(id_, callee_id);
  binding.iterations = IterationsAround(r);
  State scratch = at_call;
  binding.content = [&](const Term& address, std::uint32_t bytes,
                        const std::vector<Location>& where, const Term& fallback) {
    bool known = false;
    return Content(address, bytes, where, fallback.kind() != TermKind::kLoad,
                   fallback.kind() == TermKind::kOwned, fallback, &scratch, &known);
  };
  const std::size_t first = ins.op == facts::Op::kCallIndirect ? CallableSkip(r, callee_id) : 0;
  for (std::size_t i = first; i < ins.args.size(); ++i) {
    const Term value = Value(ins.args[i]);
    binding.argument_where.push_back(Where(ins.args[i], value));
    binding.passed.push_back(value);
    binding.arguments.push_back(binding.same_component ? Widened(value, binding.site, i - first)
                                                       : value);
  }
  const auto stack_of = [&](const Stack& stack) {
    Stack result{Frame{id_, r}};
    for (const Frame& frame : stack) {
      // A recursive chain is named by its first round.
      if (binding.same_component && frame == result.front()) break;
      result.push_back(frame);
    }
    return result;
  };
  for (std::size_t i = 0; i < callee.spawns.size(); ++i) {
    const std::int32_t index = SpawnIndex(stack_of(callee.spawns[i].stack), r);
    binding.spawns[static_cast<std::int32_t>(i)] = index;
    summary_.spawns[index].token = Translate(callee.spawns[i].token, &binding);
  }
  for (const WriteFact& write : callee.written) {
    const Term address = Translate(write.address, &binding);
    binding.written.push_back(WriteFact{
        address, write.bytes, TranslateWhere(write.address, address, write.where, binding),
        write.beside_threads, write.refills});
  }
  for (const auto& [symbol, held] : callee.tries) {
    const Term result = Translate(Term::Unknown(symbol), &binding);
    tries_[result.symbol()] = Held{Translate(held.lock, &binding), held.shared, held.objects};
  }
  if (recording_) {
    for (std::size_t i = 0; i < callee.events.size(); ++i) {
      binding.events[static_cast<std::int32_t>(i)] =
          EventIndex(stack_of(callee.events[i].stack), callee.events[i].kind);
    }
    binding.base = ContextAt(r, at_call);
    for (const auto& [spawn, live] : at_call.live) {
      if (live.many) continue;
      binding.joinable.emplace(SpawnToken(spawn), spawn);
      if (!live.stored || live.stale || !HandleStays(live.stored_at)) continue;
      binding.joinable.emplace(Term(TermKind::kLoadAddress, "held", 0, {live.stored_at}), spawn);
    }
    CopyFacts(r, callee, &binding, at_call);
  }
  ApplyEffects(callee, at_call, &binding, state);
  if (callee.has_result) {
    terms_[r] = Translate(callee.result, &binding);
    has_term_[r] = true;
  }
}

bool FunctionAnalyzer::EndedBefore(const SpawnFact& spawn, const LiveSpawn& earlier,
                                   Binding* binding) const {
  if (earlier.many || earlier.stale || !earlier.stored || !HandleStays(earlier.stored_at)) {
    return false;
  }
  const Term held(TermKind::kLoadAddress, "held", 0, {earlier.stored_at});
  return std::any_of(spawn.context.joined.begin(), spawn.context.joined.end(),
                     [&](const Term& token) { return Translate(token, binding) == held; });
}

void FunctionAnalyzer::ApplyEffects(const Summary& callee, const State& at_call, Binding* binding,
                                    State* state) {
  if (callee.may_spawn) state->may_follow_spawn = true;
  if (callee.synchronizes || !callee.returns) state->last_owner_load.clear();
  for (const PointerStore& store : callee.stores) {
    const Term destination = Translate(store.destination, binding);
    const std::vector<Location> where =
        TranslateWhere(store.destination, destination, store.where, *binding);
    StorePointers(store.values, destination, where, state);
  }
  if (!callee.escapes.empty()) {
    escapes_.insert(callee.escapes.begin(), callee.escapes.end());
    for (auto it = state->fresh.begin(); it != state->fresh.end();) {
      it = std::binary_search(callee.escapes.begin(), callee.escapes.end(), it->second)
               ? state->fresh.erase(it)
               : std::next(it);
    }
    for (auto it = state->owned.begin(); it != state->owned.end();) {
      // Passed on while it rests in no cell: nothing tells whether the callee kept it.
      const bool passed = !it->second.in_cell &&
                          std::any_of(binding->passed.begin(), binding->passed.end(),
                                      [&](const Term& a) { return OwnerOf(a) == it->first; });
      it = passed ? state->owned.erase(it) : std::next(it);
    }
    PurgeOwned(state);
  }
  for (const WriteFact& write : binding->written) {
    ForgetRange(write.address, write.bytes, write.where, state);
    RememberWrite(write.address, write.bytes, write.where, state, write.refills);
    if (write.beside_threads && IsVisibleToCaller(write.address)) AddWrite(write, state);
  }
  std::map<Term, Cell> cells;
  for (const CopiedRange& range : callee.copies) {
    CopiedRange moved{Translate(range.destination, binding),
                      Translate(range.source, binding),
                      range.bytes,
                      {},
                      {}};
    moved.where = TranslateWhere(range.destination, moved.destination, range.where, *binding);
    moved.source_where = TranslateWhere(range.source, moved.source, range.source_where, *binding);
    ExpandCopy(moved, at_call.memory, &cells);
    state->copies.push_back(std::move(moved));
  }
  for (const Cell& cell : callee.memory) {
    const Term address = Translate(cell.address, binding);
    if (IsWeak(address)) continue;
    cells[address] = Cell{address, cell.bytes, Translate(cell.value, binding),
                          TranslateWhere(cell.address, address, cell.where, *binding)};
  }
  FollowHandles(callee, at_call, binding, state);
  for (const bool empty : {false, true}) {
    for (const auto& [address, cell] : cells) {
      if ((cell.value.kind() == TermKind::kNull) != empty) continue;
      if (!IsTracked(address, cell.where, cell.bytes, *state)) continue;
      // The owner of a handle cell is where the handle can be joined; a move leaves an empty one.
      NoteHandleStore(address, cell.bytes, cell.value, state);
    }
  }
  for (auto& [address, cell] : cells) {
    if (!IsTracked(address, cell.where, cell.bytes, *state)) continue;
    state->memory[address] = std::move(cell);
  }

  for (auto it = state->held.begin(); it != state->held.end();) {
    bool gone = callee.released_all || LiesIn(it->second, callee.released_objects);
    for (const Term& lock : callee.released) {
      gone |= MayBeSame(it->second, Translate(lock, binding));
    }
    it = gone ? state->held.erase(it) : std::next(it);
  }
  for (const Term& lock : callee.released) {
    const Term translated = Translate(lock, binding);
    const bool own = at_call.held.count(translated) != 0;
    if (!own) state->released.insert(translated);
  }
  state->released_all |= callee.released_all;
  state->released_objects.insert(callee.released_objects.begin(), callee.released_objects.end());
  for (const Held& held : callee.acquired) {
    const Term lock = Translate(held.lock, binding);
    if (!IsWeak(lock)) state->held[lock] = Held{lock, held.shared, held.objects};
  }
  for (const auto& [spawn, live] : callee.live) {
    const std::int32_t index = binding->spawns[spawn];
    LiveSpawn here = live;
    if (here.stored) {
      here.stored_at = Translate(live.stored_at, binding);
      if (IsWeak(here.stored_at)) here.stale = true;
    }
    here.many |= binding->same_component;
    const auto known = state->live.find(index);
    if (known == state->live.end() || EndedBefore(callee.spawns[spawn], known->second, binding)) {
      state->live[index] = here;
    } else {
      known->second.many = true;
      if (!(known->second.stored && here.stored && known->second.stored_at == here.stored_at)) {
        known->second.stale = true;
      }
    }
  }
  for (const Term& token : callee.joined) {
    const Term translated = Translate(token, binding);
    if (!IsWeak(translated) && translated.kind() != TermKind::kNull) JoinToken(translated, state);
  }
  for (const JoinedRange& range : callee.joined_ranges) {
    JoinRange(JoinedRange{Translate(range.base, binding), Translate(range.first, binding),
                          Translate(range.end, binding), range.whole},
              state);
  }
  for (const Term& latch : callee.waited) {
    const Term translated = Translate(latch, binding);
    if (!IsWeak(translated)) state->waited.insert(translated);
  }
  for (const Term& latch : callee.signalled) state->signalled.insert(Translate(latch, binding));
  if (!binding->same_component) {
    for (const Term& root : callee.fresh) {
      const Term translated = Translate(root, binding);
      state->fresh[translated] = static_cast<std::int32_t>(root.integer());
    }
  }
  for (const OwnedFact& owned : callee.owned) {
    const Term pointer = Translate(owned.pointer, binding);
    Resting resting;
    if (owned.in_cell) {
      resting.in_cell = true;
      resting.cell = Translate(owned.cell, binding);
      resting.where = TranslateWhere(owned.cell, resting.cell, owned.where, *binding);
      if (IsWeak(resting.cell) || !IsPrivateCell(resting.cell, resting.where, *state)) continue;
    }
    if (!IsWeak(pointer)) state->owned[pointer] = resting;
  }
  for (const WriteFact& move : callee.moved) {
    const Term from = Translate(move.address, binding);
    NoteMove(from, TranslateWhere(move.address, from, move.where, *binding), state);
  }
  if (callee.synchronizes) NoteSynchronization(state);
  state->imprecise.insert(callee.imprecise.begin(), callee.imprecise.end());
  if (!callee.returns) state->reachable = false;
}

}  // namespace interlock::summary
