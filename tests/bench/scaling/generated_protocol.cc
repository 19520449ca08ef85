// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scaling/generated_protocol.h"

#include <string>
#include <utility>

namespace interlock::bench {
namespace {

using protocol::Access;
using protocol::AccessKind;
using protocol::Event;
using protocol::EventId;
using protocol::EventKind;
using protocol::LockMode;
using protocol::Protocol;
using protocol::Role;
using protocol::RoleId;
using protocol::SiteId;
using protocol::Term;
using protocol::TermKind;

constexpr std::int64_t kWordBytes = 8;
constexpr std::int64_t kSlotBytes = 64;

class Generator {
 public:
  explicit Generator(const ProtocolSize& size) : size_(size) {}

  Protocol Generate() {
    p_.name = "generated";
    p_.roots.push_back({"main", "one", "everything"});
    AddRoles();
    for (std::int32_t i = 0; i < size_.objects; ++i) AddObject(i);
    return std::move(p_);
  }

 private:
  SiteId Site(const std::string& key) {
    const auto id = static_cast<SiteId>(p_.sites.size());
    p_.sites.push_back({key, "generated.cc:" + std::to_string(id + 1) + ":1", key});
    return id;
  }

  void AddRoles() {
    Role root;
    root.id = "root";
    root.name = root.entry = "main";
    p_.roles.push_back(root);
    for (RoleId id = 1; id <= size_.roles; ++id) {
      Role role;
      role.name = role.id = role.entry = "worker" + std::to_string(id);
      role.parent = 0;
      role.many = true;
      role.distinct = {InstanceNumber(id)};
      // Nobody is joined before the others start.
      for (RoleId other = 1; other <= id; ++other) role.live_at_spawn.push_back(other);
      role.spawn_site = Site("spawn " + role.name);
      role.spawn_event = static_cast<EventId>(p_.events.size());
      p_.roles.push_back(role);
      Event spawn;
      spawn.kind = EventKind::kSpawn;
      spawn.site = p_.roles.back().spawn_site;
      spawn.child = id;
      // The spawn of a role stands in a loop, after those of the roles before.
      for (RoleId other = 1; other < id; ++other) {
        spawn.prefix.push_back(p_.roles[other].spawn_event);
      }
      p_.events.push_back(spawn);
    }
  }

  static Term InstanceNumber(RoleId role) {
    return Term(TermKind::kInduction, "number" + std::to_string(role), 1, {Term::Integer(0)});
  }

  Access& AddAccess(RoleId role, std::int32_t object, AccessKind kind, Term address) {
    Access access;
    access.role = role;
    access.kind = kind;
    access.address = std::move(address);
    access.size_bytes = Term::Integer(kWordBytes);
    access.objects = {object};
    if (role > 0) {
      // A limit of its own for each access, so that no query is the same as that of another pair.
      const Term limit = Term::Binary(TermKind::kAdd, Term(TermKind::kParameter, "limit", 0, {}),
                                      Term::Integer(static_cast<std::int64_t>(p_.accesses.size())));
      access.guards.push_back({Term::Binary(TermKind::kLess, InstanceNumber(role), limit), true});
    }
    access.site = Site("access " + std::to_string(p_.accesses.size()));
    if (role > 0) {
      for (RoleId other = 1; other <= size_.roles; ++other) access.live.push_back(other);
    }
    p_.accesses.push_back(std::move(access));
    return p_.accesses.back();
  }

  void Lock(Access* access, const Term& lock) {
    Event event;
    event.kind = EventKind::kLock;
    event.role = access->role;
    event.site = Site("lock " + std::to_string(p_.events.size()));
    event.object = lock;
    access->prefix.push_back(static_cast<EventId>(p_.events.size()));
    access->held.push_back({lock, LockMode::kExclusive, {}});
    p_.events.push_back(std::move(event));
  }

  static Term Global(const std::string& key) { return Term(TermKind::kGlobal, key, 0, {}); }

  RoleId AnyRole(std::int32_t number) const { return 1 + number % size_.roles; }

  void AddObject(std::int32_t id) {
    protocol::Object object;
    object.key = object.name = "object" + std::to_string(id);
    object.kind = "global";
    object.multiplicity = protocol::Multiplicity::kOne;
    p_.objects.push_back(object);
    const Term address = Global(object.key);
    for (std::int32_t n = 0; n < size_.accesses_per_object; ++n) {
      const AccessKind kind = n % 2 == 0 ? AccessKind::kWrite : AccessKind::kRead;
      const Term word = Term::Field(address, "word", kWordBytes * (n / 2));
      switch (id % 4) {
        case 0: {
          Access& access = AddAccess(AnyRole(id + n), id, kind, word);
          if (!size_.unlocked || id > 0 || n > 0) Lock(&access, Global("lock" + object.key));
          break;
        }
        case 1:
          AddAccess(n == 0 ? 0 : AnyRole(id + n), id,
                    n == 0 ? AccessKind::kWrite : AccessKind::kRead, word);
          break;
        case 2:
          AddAccess(AnyRole(id), id, kind,
                    Term::Field(Term::Index(address, InstanceNumber(AnyRole(id)), kSlotBytes),
                                "word", kWordBytes * (n % 8)));
          break;
        default:
          AddHalf(id, n, address);
      }
    }
  }

  /// Left halves are written by the role that owns the slot, right halves are only read.
  void AddHalf(std::int32_t id, std::int32_t n, const Term& address) {
    const bool left = n % 2 == 0;
    const RoleId role = AnyRole(left ? id : id + 1);
    AddAccess(
        role, id, left ? AccessKind::kWrite : AccessKind::kRead,
        Term::Field(Term::Index(address, InstanceNumber(role), kSlotBytes), left ? "left" : "right",
                    (left ? 0 : kSlotBytes / 2) + kWordBytes * (n / 2 % 4)));
  }

  const ProtocolSize size_;
  Protocol p_;
};

}  // namespace

Protocol GenerateProtocol(const ProtocolSize& size) { return Generator(size).Generate(); }

}  // namespace interlock::bench
