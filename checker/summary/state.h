// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Abstract state of one function at one point.
//
// Must-facts (held locks, known memory, joined threads, fresh objects, finished waits) are
// intersected where paths meet, may-facts (released locks, live spawns, written places) are united.
// Thread safety: thread-compatible value.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/summary/copy_on_write.h"
#include "checker/summary/summary.h"

namespace interlock::summary {

/// Where a pointer that an activation owns rests.
struct Resting {
  bool in_cell = false;  // else: just taken out of a cell, nowhere yet
  Term cell;             // an owning cell that nobody else reaches
  std::vector<Location> where;
  friend bool operator==(const Resting& a, const Resting& b) {
    return a.in_cell == b.in_cell && a.cell == b.cell;
  }
};

/// A pointer just read from an owning cell that others reach.
struct OwnerLoad {
  Term pointer;
  std::vector<Location> where;  // of the cell
  friend bool operator==(const OwnerLoad& a, const OwnerLoad& b) { return a.pointer == b.pointer; }
};

struct State {
  bool reachable = false;
  // Must hold on every path.
  SharedMap<Term, Held> held;
  SharedMap<Term, Cell> memory;
  std::vector<CopiedRange> copies;
  SharedSet<Term> joined;
  std::vector<JoinedRange> joined_ranges;
  SharedMap<Term, std::int32_t> fresh;  // root of an object only this activation knows; object
  SharedSet<Term> waited;
  SharedMap<Term, Resting> owned;              // pointers to objects that this activation owns
  SharedMap<Term, OwnerLoad> last_owner_load;  // by owning cell that others reach
  SharedMap<Term, bool> assumed;  // values that branches on the way found true or false
  SharedSet<Term> current;        // own cells stored to since storage may have moved last
  // May hold on some path.
  SharedSet<Term> released;
  bool released_all = false;
  SharedSet<std::int32_t> released_objects;
  std::map<std::int32_t, LiveSpawn> live;
  bool may_follow_spawn = false;
  SharedSet<Term> signalled;
  SharedMap<Term, WriteFact> written;  // by address
  SharedSet<facts::Register> stale;    // addresses formed before the storage they name moved
  SharedSet<std::int32_t> moved;       // containers moved from in this activation (objects)
  bool synchronized = false;           // other threads may have run in between since the entry
  SharedSet<std::string> imprecise;

  friend bool operator==(const State&, const State&) = default;
};

/// Unites `from` into `into`; true if `into` changed.
bool Merge(const State& from, State* into);

/// Adds a write; of two writes to one address the larger range stays. Writes through addresses of
/// which nothing is known but the places where they may lie are kept as one; true if `into`
/// changed.
bool AddWrite(const WriteFact& write, State* into);

/// The object that an address lies in: the address without fields and indices.
Term RootOf(const Term& address);

/// RootOf, going on through the storage of containers to the object that holds the container.
Term OwnerOf(const Term& address);

/// Constant byte offset of `address` from RootOf(address); false if it has none.
bool ConstantOffset(const Term& address, std::int64_t* offset_bytes);

/// True if the root is one particular object (variable or allocation), not a pointer value.
bool IsConcrete(const Term& root);

/// True if both ranges may share a byte, as far as terms and abstract places can tell.
bool MayOverlap(const Term& a, std::uint32_t a_bytes, const std::vector<Location>& a_where,
                const Term& b, std::uint32_t b_bytes, const std::vector<Location>& b_where);

/// True if the sorted place lists have a place in common.
bool Intersects(const std::vector<Location>& a, const std::vector<Location>& b);

/// True if some symbol in `term` starts with "weak:".
bool IsWeak(const Term& term);

}  // namespace interlock::summary
