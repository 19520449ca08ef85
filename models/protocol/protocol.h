// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The concurrency protocol of one root: who runs, what they share, how they synchronise.
//
// Written by `checker/link`, read by everything under `models/` and by the reports. JSON form:
// protocol_json.h, schema: protocol_schema.json. Every id is an index into the vector of its kind,
// so that a dangling reference is an index out of range and is rejected when the file is read.
//
// Thread safety: plain data, thread-compatible.
//
// Invariants (checked by protocol_validate.h)
//   1. Role 0 is the root; every other role has a parent with a smaller index, except further roots
//      (`parent` < 0), which the environment may start at any time.
//   2. `Access::live` holds only roles that are no ancestors of the access's own role.
//   3. An access never lists an object that is not shared; accesses to unshared objects are absent.
//   4. Over-approximation is explicit: `Access::imprecise` gives every reason for which a solver
//      model of a pair with this access is not yet a witness.
//   5. An address or lock whose root is concrete (kGlobal, kLocal, kHeap, not below a load) lies in
//   the
//      object whose `key` is the root's symbol, if the table has one. A root without object: a
//      global is itself, a local or heap object is any.
//   6. The children of a role with `many` have `many` too. A term that is handed to a child keeps
//      its identity; the prover never takes two copies of it for equal or different unless the
//      roles' `distinct` lists say so.
//   7. `rests_on` names facts, obligations or assumptions by id and is acyclic.
//   8. Roles whose thread nobody joins on every path stay in `live` and `live_at_spawn` under their
//      own id, also after the role that spawned them has ended.
//   9. `Unresolved` entries are pseudo-accesses: they may read and write any byte of the objects
//   they
//      name (all objects if `everything`), and no lock protects them.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/protocol/term.h"

namespace interlock::protocol {

inline constexpr const char* kProtocolSchema = "interlock-protocol/1";

using SiteId = std::int32_t;
using RoleId = std::int32_t;
using ObjectId = std::int32_t;
using EventId = std::int32_t;
using AccessId = std::int32_t;
inline constexpr std::int32_t kNone = -1;

/// A program point with its two identities (architecture.md section 5).
struct Site {
  std::string key;       // stable: function key, access kind, field path, ordinal in the function
  std::string position;  // "file:line:column", for people and for the explorer's site table
  std::string function;  // qualified name
};

enum class Multiplicity : std::uint8_t {
  kOne,          // one object in the whole run
  kPerInstance,  // one per instance of `owner`
  kMany,         // any number
};

struct Object {
  std::string key;   // stable: USR of a variable, allocation site key
  std::string name;  // for people
  std::string type;
  std::string kind;         // "global" "local" "heap" "elements" "parameter" "unknown"
  std::uint64_t bytes = 0;  // 0: not known
  Multiplicity multiplicity = Multiplicity::kMany;
  RoleId owner = kNone;  // kPerInstance: whose instances have one each; kMany: whose instances
                         //   made them, each object by one instance (kNone: not known)
  SiteId site = kNone;
};

struct Role {
  std::string id;     // stable: chain of spawn site keys from the root; "root" for role 0
  std::string name;   // for people: IL_ROLE or the entry's name
  std::string entry;  // function name
  RoleId parent = kNone;
  SiteId spawn_site = kNone;
  bool many = false;  // more than one instance may exist
  /// Terms that differ between any two instances of this role (loop variables of the spawn, ...).
  /// Two instances are the same instance only if all are equal; empty with `many`: nothing known.
  TermList distinct;
  /// Roles that may still run at the spawn: of the same parent, what they left behind, and the role
  /// itself if an earlier instance of it may (a role not listed here that is `many` starts its next
  /// instance after the last one has ended: no schedule brings two of them together).
  std::vector<RoleId> live_at_spawn;
  EventId spawn_event = kNone;
};

enum class EventKind : std::uint8_t {
  kSpawn,
  kJoin,
  kLock,
  kUnlock,
  kSend,
  kReceive,
  kClose,
  kWait,
  kSignal,
  kOnce,
  kBarrier,
};

/// One synchronisation event of a role at one call chain.
struct Event {
  EventKind kind = EventKind::kLock;
  RoleId role = 0;
  SiteId site = kNone;
  std::vector<SiteId> stack;  // call sites, outermost first
  Term object;                // lock, channel, latch, barrier, once flag; integer 0 for spawn/join
  bool shared_mode = false;   // kLock/kUnlock: reader side
  RoleId child = kNone;       // kSpawn, kJoin
  std::vector<EventId> prefix;  // events of the same role before it, on one path from its entry
  bool linear = false;  // kSend: the object sent was fresh or owned, is sent here only, and no
                        //   alias is used after the send
  Term payload;         // kSend: the pointer sent, if known; integer 0: not known
};

enum class LockMode : std::uint8_t { kExclusive, kShared };

struct HeldLock {
  Term lock;
  LockMode mode = LockMode::kExclusive;
  std::vector<ObjectId> objects;  // where the lock may lie; empty: exactly the root of `lock`
};

/// The access lies between the `low`-th and `high`-th completion of the barrier or latch, seen from
/// its own instance; kForever: no upper limit.
struct PhaseInterval {
  static constexpr std::int32_t kForever = 1 << 20;
  Term object;
  std::int32_t low = 0;
  std::int32_t high = kForever;
  /// Completion needs every instance of this role, or of a role above it that arrives only after it
  /// has joined this one.
  bool arrives = false;
};

enum class AccessKind : std::uint8_t { kRead, kWrite };
enum class MemoryOrder : std::uint8_t {
  kPlain,
  kRelaxed,
  kAcquire,
  kRelease,
  kAcquireRelease,
  kSequential,
};

struct Guard {
  Term condition;
  bool holds = true;
};

struct Access {
  RoleId role = 0;
  SiteId site = kNone;
  AccessKind kind = AccessKind::kRead;
  MemoryOrder order = MemoryOrder::kPlain;
  Term address;
  Term size_bytes;
  std::vector<ObjectId> objects;  // objects the address may lie in, sorted
  std::vector<Guard> guards;
  std::vector<HeldLock> held;
  std::vector<RoleId> live;  // descendants and spawned siblings that may run at this moment
  std::vector<PhaseInterval> phases;
  /// Channels (terms) through which the accessed object was handed over after this access,
  /// linearly: the object was fresh or owned, was sent once and no alias is used after the send.
  TermList handed_over;
  std::vector<SiteId> stack;    // call sites, outermost first
  std::vector<EventId> prefix;  // events before it on one path from the role's entry
  std::vector<std::string> imprecise;
  /// The object was taken out of an owning cell (a unique_ptr was moved from shared memory) by this
  /// instance and not passed on before this access. Two owned accesses of different instances to
  /// one object are ordered by the accesses to the cells through which the object travelled.
  bool owned = false;
  /// The object was reached through an owning cell that still held it at the access: nothing was
  /// written to the cell and the instance did not synchronise since it read it. Ordered against
  /// owned accesses, and against such accesses through another cell, by the accesses to the cells.
  bool in_cell = false;
  bool is_ticket = false;  // the fetch_add of a counter that only fetch_add changes
  std::string what;        // "field usage_" ..., for people
};

struct Fact {
  Term term;                          // holds for every role instance of the protocol
  std::string source;                 // "assert at ...", "type", "claim ..."
  std::string id;                     // unique; empty: "fact-<index>"
  std::vector<std::string> rests_on;  // ids of facts, obligations and assumptions
  std::string bound;                  // not empty: proved to this bound only, e.g. "3 workers"
};

struct Assumption {
  std::string id;
  std::string text;
  SiteId site = kNone;
};

struct Unresolved {
  std::string kind;    // "opaque call", "indirect call", "inline assembly", ...
  std::string detail;  // function or construct
  SiteId site = kNone;
  RoleId role = kNone;  // who may execute it; kNone: any
  bool everything = false;
  std::vector<ObjectId> objects;  // sorted
  std::vector<RoleId> live;
  std::vector<SiteId> stack;
};

/// A no-wrap or similar side condition that must hold for the terms of an access to mean what the
/// program computes. Proved by `models/parametric` like a pair.
struct Obligation {
  std::string id;
  std::string text;
  AccessId access = kNone;
  Term condition;                     // must hold whenever the guards of `access` do; kNone: always
  std::vector<std::string> rests_on;  // as Fact::rests_on
};

struct Root {
  std::string function;
  std::string threads;   // "one": one thread at a time, "any": any number at once
  std::string aliasing;  // "everything" or the claim's words
};

struct NotCovered {
  std::string kind;  // "shared field", "spawn site"
  std::string name;
  std::string position;
};

struct Coverage {
  std::int32_t spawn_sites_reached = 0;
  std::int32_t spawn_sites_total = 0;
  std::int32_t shared_fields_covered = 0;
  std::int32_t shared_fields_total = 0;
  std::vector<NotCovered> not_covered;
};

struct Protocol {
  std::string schema = kProtocolSchema;
  std::string name;
  std::string tool;
  std::string digest;  // of everything else, see protocol_json.h
  std::vector<Root> roots;
  std::vector<Site> sites;
  std::vector<Object> objects;
  std::vector<Role> roles;
  std::vector<Event> events;
  std::vector<Access> accesses;
  std::vector<Fact> facts;
  std::vector<Obligation> obligations;
  std::vector<Assumption> assumptions;
  std::vector<Unresolved> unresolved;
  Coverage coverage;
};

}  // namespace interlock::protocol
