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

#include "checker/summary/summary.h"

namespace interlock::summary {

struct State {
  bool reachable = false;
  // Must hold on every path.
  std::map<Term, Held> held;
  std::map<Term, Cell> memory;
  std::vector<CopiedRange> copies;
  std::set<Term> joined;
  std::vector<JoinedRange> joined_ranges;
  std::map<Term, std::int32_t> fresh;  // root of an object only this activation knows; object
  std::set<Term> waited;
  std::set<Term> owned;                  // pointers taken out of owning cells, not passed on
  std::map<Term, Term> last_owner_load;  // owning cell: pointer just read from it
  // May hold on some path.
  std::set<Term> released;
  bool released_all = false;
  std::set<std::int32_t> released_objects;
  std::map<std::int32_t, LiveSpawn> live;
  bool may_follow_spawn = false;
  std::set<Term> signalled;
  std::map<Term, WriteFact> written;  // by address
  std::set<std::string> imprecise;

  friend bool operator==(const State&, const State&) = default;
};

/// Unites `from` into `into`; true if `into` changed.
bool Merge(const State& from, State* into);

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
