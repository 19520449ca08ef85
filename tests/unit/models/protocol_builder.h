// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Small protocols for tests: a root that spawns workers, with as little writing as possible.
//
// Thread safety: thread-compatible.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "models/protocol/protocol.h"

namespace interlock::protocol {

inline Term GlobalTerm(const std::string& key) { return Term(TermKind::kGlobal, key, 0, {}); }
inline Term ParameterTerm(const std::string& name) {
  return Term(TermKind::kParameter, name, 0, {});
}
inline Term InductionTerm(const std::string& name, std::int64_t step = 1) {
  return Term(TermKind::kInduction, name, step, {Term::Integer(0)});
}

/// Builds one protocol; role 0 is the root.
class ProtocolBuilder {
 public:
  ProtocolBuilder() {
    protocol_.name = "test";
    protocol_.roots.push_back(Root{"main", "one", "everything"});
    Role root;
    root.id = "root";
    root.name = "main";
    root.entry = "main";
    protocol_.roles.push_back(root);
  }

  ObjectId Object(const std::string& key, Multiplicity multiplicity = Multiplicity::kOne,
                  RoleId owner = kNone) {
    protocol::Object object;
    object.key = key;
    object.name = key;
    object.kind = "global";
    object.multiplicity = multiplicity;
    object.owner = owner;
    protocol_.objects.push_back(object);
    return static_cast<ObjectId>(protocol_.objects.size()) - 1;
  }

  SiteId Site(const std::string& key) {
    protocol_.sites.push_back(
        protocol::Site{key, "test.cc:" + std::to_string(protocol_.sites.size() + 1) + ":1", key});
    return static_cast<SiteId>(protocol_.sites.size()) - 1;
  }

  EventId Event(EventKind kind, RoleId role, Term object, std::vector<EventId> prefix = {},
                bool shared_mode = false) {
    protocol::Event event;
    event.kind = kind;
    event.role = role;
    event.site = Site("event");
    event.object = std::move(object);
    event.prefix = std::move(prefix);
    event.shared_mode = shared_mode;
    protocol_.events.push_back(event);
    return static_cast<EventId>(protocol_.events.size()) - 1;
  }

  /// A role with its spawn event; `many` with `distinct` terms.
  RoleId Spawn(const std::string& id, RoleId parent, bool many, TermList distinct,
               std::vector<RoleId> live = {}, std::vector<EventId> prefix = {}) {
    const auto role_id = static_cast<RoleId>(protocol_.roles.size());
    Role role;
    role.id = id;
    role.name = id;
    role.entry = id;
    role.parent = parent;
    role.many = many;
    role.distinct = std::move(distinct);
    role.live_at_spawn = std::move(live);
    if (many) role.live_at_spawn.push_back(role_id);
    role.spawn_site = Site("spawn " + id);
    protocol_.roles.push_back(role);
    const EventId event = Event(EventKind::kSpawn, parent, Term(), std::move(prefix));
    protocol_.events[event].child = role_id;
    protocol_.roles[role_id].spawn_event = event;
    return role_id;
  }

  /// Workers told apart by the loop variable "worker_id".
  RoleId Workers() { return Spawn("worker", 0, true, {WorkerId()}); }
  static Term WorkerId() { return InductionTerm("worker_id"); }

  protocol::Access& Access(RoleId role, AccessKind kind, Term address, std::int64_t bytes,
                           std::vector<ObjectId> objects) {
    protocol::Access access;
    access.role = role;
    access.kind = kind;
    access.address = std::move(address);
    access.size_bytes = Term::Integer(bytes);
    std::sort(objects.begin(), objects.end());
    access.objects = std::move(objects);
    access.site = Site("access " + std::to_string(protocol_.accesses.size()));
    protocol_.accesses.push_back(access);
    return protocol_.accesses.back();
  }

  void Hold(protocol::Access* access, Term lock, LockMode mode = LockMode::kExclusive) {
    access->prefix.push_back(
        Event(EventKind::kLock, access->role, lock, access->prefix, mode == LockMode::kShared));
    access->held.push_back(HeldLock{std::move(lock), mode, {}});
  }

  void Fact(Term term, const std::string& source = "assert") {
    protocol::Fact fact;
    fact.term = std::move(term);
    fact.source = source;
    protocol_.facts.push_back(fact);
  }

  Protocol& protocol() { return protocol_; }

 private:
  Protocol protocol_;
};

}  // namespace interlock::protocol
