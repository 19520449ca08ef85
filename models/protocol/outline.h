// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The outline of a protocol: what a person reviews and what two extractions are compared by.
//
// Who runs, started by whom, what they share, which locks and orders protect which accesses. It
// names everything in words and holds no index, position, call chain or path of the machine, so
// that moved lines, renumbered functions and another order of the sources leave it as it is.
// Accesses that agree in everything that it holds are one entry. What it does not hold (path
// conditions, offsets of fields, index arithmetic, call chains) is listed in docs/protocol.md.
//
// Thread safety: plain data and pure functions.
//
// Invariants (of what MakeOutline and OutlineFromText return; Normalize restores 1 and 2)
//   1. Every list is sorted and holds no entry twice.
//   2. A role that an entry names stands in `roles`, an object in `objects`.
//   3. Names of roles and objects are unique: what has the same name is one entry, with the union
//      of what is said about it.

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "models/protocol/protocol.h"

namespace interlock::protocol {

using Words = std::vector<std::string>;

struct OutlineRoot {
  std::string function;
  std::string threads;
  std::string aliasing;
};

struct OutlineRole {
  std::string name;    // "builder > build fetcher (RunSchemaSelfJoin)"
  std::string entry;   // function
  std::string parent;  // empty: a root
  bool many = false;
  std::int32_t places = 1;  // how many roles of the protocol have this name
  Words distinct;           // what tells two instances apart
  Words live_at_spawn;
};

struct OutlineObject {
  std::string name;  // "session (SessionVars)"
  Words kinds;       // "local", "elements", ...
  Words types;
  Words multiplicities;
  Words owners;  // roles
};

struct OutlineLock {
  std::string lock;  // "join (HashJoinV1)+392"
  std::string mode;
  auto operator<=>(const OutlineLock&) const = default;
};

struct OutlinePhase {
  std::string object;
  std::int32_t low = 0;
  std::int32_t high = PhaseInterval::kForever;
  bool arrives = false;
  auto operator<=>(const OutlinePhase&) const = default;
};

/// What keeps other threads away from an access.
struct Protection {
  std::vector<OutlineLock> locks;
  Words live;  // roles that may run at the same time, besides the access's ancestors
  std::vector<OutlinePhase> phases;
  Words handed_over;
  bool owned = false;
  bool in_cell = false;
  auto operator<=>(const Protection&) const = default;
};

struct OutlineAccess {
  std::string role;
  Words objects;
  std::string what;   // "field 'usage_'"
  std::string kind;   // "read", "write"
  std::string order;  // "plain", "relaxed", ...
  bool ticket = false;
  Protection protection;
};

struct OutlineEvent {
  std::string role;
  std::string kind;    // as EventKindNames()
  std::string object;  // empty: none, or not known
  bool shared_mode = false;
  std::string child;  // role
  bool linear = false;
};

/// A fact, an obligation, an assumption, a name that no protocol covers.
struct OutlineText {
  std::string kind;  // "fact" "obligation" "assumption" "not covered"
  std::string text;
  std::string bound;  // a fact that holds to a bound only
};

struct OutlineUnresolved {
  std::string kind;
  std::string detail;
  std::string role;  // empty: any
  bool everything = false;
  Words objects;
  Words live;
};

struct Outline {
  std::string name;
  std::vector<OutlineRoot> roots;
  std::vector<OutlineRole> roles;
  std::vector<OutlineObject> objects;
  std::vector<OutlineEvent> events;
  std::vector<OutlineAccess> accesses;
  std::vector<OutlineText> texts;
  std::vector<OutlineUnresolved> unresolved;
};

/// The members of an entry, for sorting and comparing.
inline auto Key(const OutlineRoot& e) { return std::tie(e.function, e.threads, e.aliasing); }
inline auto Key(const OutlineRole& e) {
  return std::tie(e.name, e.entry, e.parent, e.many, e.places, e.distinct, e.live_at_spawn);
}
inline auto Key(const OutlineObject& e) {
  return std::tie(e.name, e.kinds, e.types, e.multiplicities, e.owners);
}
inline auto Key(const OutlineEvent& e) {
  return std::tie(e.role, e.kind, e.object, e.shared_mode, e.child, e.linear);
}
inline auto Key(const OutlineAccess& e) {
  return std::tie(e.role, e.objects, e.what, e.kind, e.order, e.ticket, e.protection);
}
inline auto Key(const OutlineText& e) { return std::tie(e.kind, e.text, e.bound); }
inline auto Key(const OutlineUnresolved& e) {
  return std::tie(e.kind, e.detail, e.role, e.everything, e.objects, e.live);
}

/// Makes the outline of a valid protocol.
Outline MakeOutline(const Protocol& protocol);

/// Sorts every list and drops what stands there twice; roles and objects of one name become one.
void Normalize(Outline* outline);

/// True if both say the same, names included.
bool SameOutline(const Outline& a, const Outline& b);

}  // namespace interlock::protocol
