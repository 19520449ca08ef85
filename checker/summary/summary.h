// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What one function does to shared memory and threads, as a function of its parameters.
//
// A summary is computed once per function, bottom-up over the strongly connected components of the
// call graph. At a call it is instantiated: parameters become the argument terms, values that the
// callee read from memory of its caller become what the caller knows to stand there, and the names
// of everything local get the call site as a prefix.
//
// Terms inside a summary
//   kParameter "p<k>"      parameter k of the function (the return slot is the last one)
//   kLoad* "entry"         content of a cell when the function was entered
//   kLoad* ""              content of a cell that nobody writes once it is visible to other threads
//   kLoad* "v:f<F>.<r>"    value that load r of function F saw; nothing else is known about it
//   kLoadAddress "held"    in lists of joined threads: whichever thread's handle the cell held
//   kLoadAddress "moved"   in the same lists, {from, to}: the handle that `from` held stands in
//   `to` other symbols          "<letter>:f<F>.<r>": made by instruction r (or loop header r) of
//                          function F; after instantiation with "f<F>.<r>/" of each call in front
// Symbols that start with "weak:" stand for several activations of a recursive function at once;
// they never appear in anything that must hold.
//
// Thread safety: plain data, thread-compatible.

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/frontend/facts.h"
#include "checker/points_to/points_to.h"
#include "models/protocol/term.h"

namespace interlock::summary {

using points_to::Location;
using protocol::Term;
using protocol::TermKind;
using protocol::TermList;

/// An instruction of a function: an access, a call, a synchronisation.
struct Frame {
  std::int32_t function = -1;
  facts::Register at = -1;
  friend auto operator<=>(const Frame&, const Frame&) = default;
};
/// Call chain, outermost first; the last frame is the instruction itself.
using Stack = std::vector<Frame>;

struct Held {
  Term lock;
  bool shared = false;
  std::vector<std::int32_t> objects;  // abstract objects the lock may lie in, sorted
  friend bool operator==(const Held& a, const Held& b) {
    return a.lock == b.lock && a.shared == b.shared;
  }
};

struct Condition {
  Term term;
  bool holds = true;
  friend bool operator==(const Condition&, const Condition&) = default;
};

/// The state of synchronisation in which something happens, relative to the function's entry.
struct Context {
  std::vector<Held> held;     // acquired here and certainly still held, sorted by lock
  TermList released;          // locks of the caller that may have been released, sorted
  bool released_all = false;  // ... or any of them
  std::vector<std::int32_t> released_objects;  // ... or those that lie in these objects, sorted
  std::vector<std::int32_t> live;              // own spawns that may still run, sorted
  bool may_follow_spawn = false;               // some own spawn may have happened before
  TermList joined;                             // tokens of threads certainly joined, sorted
  TermList waited;                             // latches whose wait has certainly returned, sorted
  TermList signalled;                          // latches that may have been signalled, sorted
  std::vector<Condition> conditions;
  std::set<std::string> imprecise;  // why this may be an over-approximation
  friend bool operator==(const Context&, const Context&) = default;
};

struct AccessFact {
  bool is_write = false;
  facts::Order order = facts::Order::kPlain;
  Term address;
  Term size;                    // bytes
  std::vector<Location> where;  // abstract places, sorted
  Context context;
  Stack stack;
  std::vector<std::int32_t> prefix;  // events on one path from the entry
  bool is_counter_step = false;      // fetch_add of a constant
  bool owned = false;                // the activation owns the object (storage.h)
  bool in_cell = false;              // the owning cell it was found in still holds it
};

/// A cell of memory with known content.
struct Cell {
  Term address;
  std::uint32_t bytes = 0;
  Term value;
  std::vector<Location> where;
  friend bool operator==(const Cell& a, const Cell& b) {
    return a.address == b.address && a.bytes == b.bytes && a.value == b.value;
  }
};

/// A byte range that holds what another range held when it was copied.
struct CopiedRange {
  Term destination;
  Term source;
  std::uint32_t bytes = 0;
  std::vector<Location> where;  // of the destination
  std::vector<Location> source_where;
  friend bool operator==(const CopiedRange& a, const CopiedRange& b) {
    return a.destination == b.destination && a.source == b.source && a.bytes == b.bytes;
  }
};

struct SpawnFact {
  Term token;
  std::vector<std::int32_t> targets;  // functions that may be the entry
  bool unresolved = false;
  TermList arguments;  // of the entry; `this` or closure first
  std::vector<std::vector<Location>> argument_where;
  std::vector<Cell> memory;  // what the creator knows of memory at the spawn
  std::vector<CopiedRange> copies;
  TermList iterations;     // loop iterations that tell instances apart
  bool many = false;       // in a cycle or recursion
  bool has_count = false;  // at most `count` instances are made
  Term count;
  bool recursive = false;  // instances are not told apart by `iterations`
  Context context;         // live: spawns that may run at this moment
  Stack stack;
  std::vector<std::int32_t> prefix;
};

enum class EventFactKind : std::uint8_t {
  kSpawn,
  kJoin,
  kLock,
  kUnlock,
  kWait,
  kSignal,
  kOnce,
  kBarrier,
  kInit,
};

struct EventFact {
  EventFactKind kind = EventFactKind::kLock;
  Term object;  // lock, latch, barrier, once flag
  Term value;   // kInit: number of arrivals
  bool shared = false;
  std::int32_t spawn = -1;         // kSpawn, kJoin: index into spawns, or -1
  std::vector<std::int32_t> live;  // kSignal: own spawns that may still run then, sorted
  Stack stack;
};

struct UnresolvedFact {
  std::string kind;
  std::string detail;
  bool everything = false;
  std::vector<std::int32_t> objects;  // abstract objects, sorted
  Context context;
  Stack stack;
};

/// A store whose effect on the caller's memory is not a known cell.
struct WriteFact {
  Term address;
  std::uint32_t bytes = 0;  // 0: the whole object
  std::vector<Location> where;
  bool beside_threads = false;  // threads of the writer's own may have been running
  bool refills = false;         // a handle cell whose last thread had ended before
  friend bool operator==(const WriteFact& a, const WriteFact& b) {
    return a.address == b.address && a.bytes == b.bytes && a.beside_threads == b.beside_threads &&
           a.refills == b.refills;
  }
};

/// A pointer to one of `values` may be stored in the object that owns `destination`.
struct PointerStore {
  Term destination;
  std::vector<Location> where;
  std::vector<std::int32_t> values;  // objects, sorted
  friend bool operator==(const PointerStore&, const PointerStore&) = default;
};

/// A pointer whose object belongs to the activation, and the owning cell that holds it.
struct OwnedFact {
  Term pointer;
  bool in_cell = false;  // else just taken out, in no cell
  Term cell;
  std::vector<Location> where;  // of the cell
  friend bool operator==(const OwnedFact& a, const OwnedFact& b) {
    return a.pointer == b.pointer && a.in_cell == b.in_cell && a.cell == b.cell;
  }
};

/// How one of the function's spawns stands at a point.
struct LiveSpawn {
  bool many = false;   // more than one instance may run
  bool stale = false;  // its handles were lost track of: no join can end it
  bool stored = false;
  Term stored_at;  // address of the cell that holds the handle, with loop variables
  std::uint32_t stored_stride = 0;
  friend bool operator==(const LiveSpawn&, const LiveSpawn&) = default;
};

/// All threads whose handles lie in `base[first, end)`, or in the whole container if `whole`.
struct JoinedRange {
  Term base;
  Term first;
  Term end;
  bool whole = false;
  friend bool operator==(const JoinedRange&, const JoinedRange&) = default;
};

struct Summary {
  std::vector<AccessFact> accesses;
  std::vector<SpawnFact> spawns;
  std::vector<EventFact> events;
  std::vector<UnresolvedFact> unresolved;

  // At the normal exit.
  bool returns = false;        // some path returns
  std::vector<Held> acquired;  // still held
  TermList released;
  bool released_all = false;
  std::vector<std::int32_t> released_objects;
  std::map<std::int32_t, LiveSpawn> live;
  bool may_spawn = false;
  TermList joined;  // tokens of threads that have certainly ended
  std::vector<JoinedRange> joined_ranges;
  TermList waited;
  TermList signalled;
  std::vector<Cell> memory;  // cells of the caller with known new content
  std::vector<CopiedRange> copies;
  Term result;  // value; address of the return slot for records
  bool has_result = false;
  std::set<std::string> imprecise;

  std::vector<OwnedFact> owned;       // pointers to objects that the caller owns from here on
  std::vector<WriteFact> moved;       // containers of the caller whose storage may be elsewhere now
  bool synchronizes = false;          // other threads may have run in between
  std::map<std::string, Held> tries;  // result symbol of a try-lock: what it acquires
  std::vector<WriteFact> written;     // everything of the caller that may be written
  std::vector<PointerStore> stores;   // pointers stored in memory of the caller
  std::vector<std::int32_t> escapes;  // objects visible to other threads from here on, sorted
  TermList fresh;                     // allocated here and known to nobody but the caller
  /// Where the cells lie whose content on entry appears in terms, by address.
  std::map<Term, std::vector<Location>> entry_where;
  bool may_throw = false;
  std::vector<std::int32_t> path;  // events on one path from entry to exit
  bool is_recursive = false;
  bool overflow = false;  // a limit was hit; the summary is incomplete
};

}  // namespace interlock::summary
