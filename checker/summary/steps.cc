// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One instruction after another: what each does to the state.

#include <algorithm>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"
#include "checker/summary/translate.h"

namespace interlock::summary {
namespace {

using facts::Instruction;
using facts::Op;

}  // namespace

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
      const bool is_handle =
          std::any_of(targets.begin(), targets.end(), [&](points_to::ObjectId object) {
            return analyzer_.points_to().object(object).kind == points_to::ObjectKind::kThread;
          });
      // Read at once: what follows changes the cell that it was read from.
      const Term* read_from = is_handle ? CellJustRead(ins.args[1], graph_.BlockOf(r), r) : nullptr;
      const Term from = read_from == nullptr ? Term() : *read_from;
      StorePointers(targets, address, where, state);
      StoreTo(r, address, ins.bytes, where, &value, state);
      if (read_from != nullptr) MoveHandle(from, address, state);
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
      const auto storage_in = [&](const std::vector<Location>& containers) {
        if (containers.empty() ||
            containers.front().object <= points_to::PointsTo::kAnythingObject) {
          return std::vector<Location>{Location::Any(points_to::PointsTo::kAnythingObject)};
        }
        std::vector<Location> storage;
        for (points_to::ObjectId object : analyzer_.storage().StorageIn(containers)) {
          storage.push_back(Location::Any(object));
        }
        return storage;
      };
      RememberWrite(Term(TermKind::kElements, "", 0, {to}), 0, storage_in(to_where), state);
      if (ins.symbol != "copy") {
        // What the source held lies elsewhere now: whoever called this must forget it, too.
        RememberWrite(Term(TermKind::kElements, "", 0, {from}), 0,
                      storage_in(Where(ins.args[1], from)), state);
      }
      for (auto& [spawn, live] : state->live) {
        if (!live.stored || !(RootOf(live.stored_at).kind() == TermKind::kElements)) continue;
        const Term container = RootOf(live.stored_at).child(0);
        if (!(container == from)) continue;
        if (ins.symbol != "copy" && !(to == from)) {
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
      // The schedules that a model shows may be ones that it rules out.
      if (!arg(0).IsInteger()) state->imprecise.insert("an assumption before it may rule it out");
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
      const Term* cell = CellJustRead(ins.args[0], graph_.BlockOf(r), r);
      if (cell != nullptr) JoinHeldBy(*cell, state);
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

}  // namespace interlock::summary
