// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/enumerate/to_protocol.h"

#include <algorithm>
#include <set>

namespace interlock::enumerate {
namespace {

using protocol::Access;
using protocol::AccessKind;
using protocol::Event;
using protocol::EventId;
using protocol::EventKind;
using protocol::LockMode;
using protocol::MemoryOrder;
using protocol::Multiplicity;
using protocol::ObjectId;
using protocol::PhaseInterval;
using protocol::Protocol;
using protocol::RoleId;
using protocol::SiteId;
using protocol::Term;
using protocol::TermKind;

Term Global(const std::string& key) { return Term(TermKind::kGlobal, key, 0, {}); }
Term Named(const char* kind, std::int32_t number) {
  return Global(std::string(kind) + std::to_string(number));
}

struct Walk {
  std::vector<protocol::HeldLock> held;
  std::set<RoleId> live;
  std::vector<PhaseInterval> phases;
  std::vector<protocol::Guard> guards;
  std::vector<EventId> path;
  int joins = 0;  // on the path
};

class Derivation {
 public:
  explicit Derivation(const Program& program) : program_(program) {}

  Protocol Run() {
    protocol_.name = "generated";
    protocol_.roots.push_back({"main", "one", "everything"});
    for (std::int32_t i = 0; i < program_.object_count; ++i) {
      AddObject("object" + std::to_string(i), Multiplicity::kOne, protocol::kNone);
    }
    for (std::size_t i = 0; i < program_.roles.size(); ++i) {
      protocol::Role role;
      role.id = i == 0 ? "root" : "role" + std::to_string(i);
      role.name = role.id;
      role.entry = role.id;
      role.many = program_.roles[i].many;
      if (role.many) role.distinct = {InstanceTerm(static_cast<RoleId>(i))};
      role.spawn_site = i == 0 ? protocol::kNone : AddSite("spawn");
      protocol_.roles.push_back(role);
    }
    leaks_.resize(program_.roles.size());
    // Deeper roles first: what a role leaves running is needed where it is joined.
    std::vector<Walk> starts(program_.roles.size());
    for (std::size_t i = program_.roles.size(); i-- > 0;) {
      role_ = static_cast<RoleId>(i);
      Walk walk;
      for (std::int32_t latch = 0; latch < program_.latch_count; ++latch) {
        const bool arrives = Arrives(latch);
        walk.phases.push_back(
            {Named("latch", latch), 0, arrives ? 0 : PhaseInterval::kForever, arrives});
      }
      Body(program_.roles[i].body, &walk);
      leaks_[i] = walk.live;
    }
    return std::move(protocol_);
  }

 private:
  static Term InstanceTerm(RoleId role) {
    return Term(TermKind::kInduction, "instance of role" + std::to_string(role), 1,
                {Term::Integer(0)});
  }

  bool Arrives(std::int32_t latch) const {
    const auto& body = program_.roles[role_].body;
    return std::any_of(body.begin(), body.end(), [&](const Op& op) {
      return op.kind == OpKind::kLatchArrive && op.target == latch;
    });
  }

  SiteId AddSite(const std::string& what) {
    const auto id = static_cast<SiteId>(protocol_.sites.size());
    const std::string key = what + " " + std::to_string(id);
    protocol_.sites.push_back({key, "generated:" + std::to_string(id + 1) + ":1", what});
    return id;
  }

  ObjectId AddObject(const std::string& key, Multiplicity multiplicity, RoleId owner) {
    protocol::Object object;
    object.key = key;
    object.name = key;
    object.kind = "heap";
    object.multiplicity = multiplicity;
    object.owner = owner;
    protocol_.objects.push_back(object);
    return static_cast<ObjectId>(protocol_.objects.size()) - 1;
  }

  EventId AddEvent(EventKind kind, Term object, Walk* walk, bool shared_mode = false) {
    Event event;
    event.kind = kind;
    event.role = role_;
    event.site = AddSite("event");
    event.object = std::move(object);
    event.shared_mode = shared_mode;
    event.prefix = walk->path;
    const auto id = static_cast<EventId>(protocol_.events.size());
    protocol_.events.push_back(std::move(event));
    walk->path.push_back(id);
    return id;
  }

  Access& AddAccess(Term address, std::int32_t bytes, bool write, std::vector<ObjectId> objects,
                    const Walk& walk) {
    Access access;
    access.role = role_;
    access.site = AddSite("access");
    access.kind = write ? AccessKind::kWrite : AccessKind::kRead;
    access.address = std::move(address);
    access.size_bytes = Term::Integer(bytes);
    access.objects = std::move(objects);
    access.guards = walk.guards;
    access.held = walk.held;
    access.live.assign(walk.live.begin(), walk.live.end());
    access.phases = walk.phases;
    access.prefix = walk.path;
    protocol_.accesses.push_back(std::move(access));
    return protocol_.accesses.back();
  }

  void Body(const std::vector<Op>& body, Walk* walk) {
    for (const Op& op : body) One(op, walk);
  }

  void One(const Op& op, Walk* walk) {
    switch (op.kind) {
      case OpKind::kAccess:
        DataAccess(op, *walk);
        break;
      case OpKind::kLocked: {
        const Term lock = Named("lock", op.target);
        AddEvent(EventKind::kLock, lock, walk, op.shared_mode);
        walk->held.push_back({lock, op.shared_mode ? LockMode::kShared : LockMode::kExclusive, {}});
        Body(op.bodies[0], walk);
        Release(lock, walk);
        AddEvent(EventKind::kUnlock, lock, walk, op.shared_mode);
        break;
      }
      case OpKind::kSpawn:
        Spawn(op.target, walk);
        break;
      case OpKind::kJoin:
        Join(op.target, walk);
        break;
      case OpKind::kBranch:
        Branch(op, walk);
        break;
      case OpKind::kLoop:
        Body(op.bodies[0], walk);
        break;
      case OpKind::kOnce:
        Once(op, walk);
        break;
      case OpKind::kSend:
        Send(op, walk);
        break;
      case OpKind::kReceive:
        Receive(op, walk);
        break;
      case OpKind::kLatchArrive:
        AddEvent(EventKind::kSignal, Named("latch", op.target), walk);
        walk->phases[op.target].high = PhaseInterval::kForever;
        break;
      case OpKind::kLatchWait:
        AddEvent(EventKind::kWait, Named("latch", op.target), walk);
        walk->phases[op.target].low = 1;
        walk->phases[op.target].high = PhaseInterval::kForever;
        break;
    }
  }

  static void Release(const Term& lock, Walk* walk) {
    for (std::size_t i = walk->held.size(); i-- > 0;) {
      if (walk->held[i].lock != lock) continue;
      walk->held.erase(walk->held.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }

  void DataAccess(const Op& op, const Walk& walk) {
    Term address = Term::Field(Named("object", op.target), "field", op.offset);
    if (op.stride != 0) {
      const Term index = Term::Binary(TermKind::kDivide, IndexTerm(), Term::Integer(op.divisor));
      address = Term::Index(std::move(address), index, op.stride);
    }
    AddAccess(std::move(address), op.bytes, op.write, {op.target}, walk).order =
        op.atomic ? MemoryOrder::kSequential : MemoryOrder::kPlain;
  }

  Term IndexTerm() const {
    return program_.roles[role_].many ? InstanceTerm(role_) : Term::Integer(0);
  }

  void Spawn(RoleId child, Walk* walk) {
    protocol::Role& role = protocol_.roles[child];
    role.parent = role_;
    role.live_at_spawn.assign(walk->live.begin(), walk->live.end());
    if (role.many) role.live_at_spawn.push_back(child);
    role.spawn_event = AddEvent(EventKind::kSpawn, Term(), walk);
    protocol_.events[role.spawn_event].child = child;
    walk->live.insert(child);
  }

  void Join(RoleId child, Walk* walk) {
    protocol_.events[AddEvent(EventKind::kJoin, Term(), walk)].child = child;
    ++walk->joins;
    walk->live.erase(child);
    walk->live.insert(leaks_[child].begin(), leaks_[child].end());
  }

  void Branch(const Op& op, Walk* walk) {
    const Term choice = Term::Unknown("choice " + std::to_string(next_choice_++));
    Walk arms[2] = {*walk, *walk};
    for (const int arm : {0, 1}) {
      arms[arm].guards.push_back({choice, arm == 0});
      Body(op.bodies[arm], &arms[arm]);
      arms[arm].guards.pop_back();
    }
    // The path that is shown later is one of both; one that waits for no thread leads further.
    *walk = arms[1].joins < arms[0].joins ? arms[1] : arms[0];
    const Walk& other = arms[1].joins < arms[0].joins ? arms[0] : arms[1];
    walk->live.insert(other.live.begin(), other.live.end());
    std::vector<protocol::HeldLock> held;
    for (const auto& lock : walk->held) {
      const bool both = std::any_of(other.held.begin(), other.held.end(), [&](const auto& entry) {
        return entry.lock == lock.lock && entry.mode == lock.mode;
      });
      if (both) held.push_back(lock);
    }
    walk->held = std::move(held);
    for (std::size_t i = 0; i < walk->phases.size(); ++i) {
      walk->phases[i].low = std::min(walk->phases[i].low, other.phases[i].low);
      walk->phases[i].high = std::max(walk->phases[i].high, other.phases[i].high);
    }
  }

  // The body runs under an exclusive pseudo-lock; what comes after holds it shared, for good.
  void Once(const Op& op, Walk* walk) {
    const Term flag = Named("flag", op.target);
    const bool passed = std::any_of(walk->held.begin(), walk->held.end(),
                                    [&](const auto& entry) { return entry.lock == flag; });
    if (passed) return;  // a second call of one thread never runs the body
    AddEvent(EventKind::kOnce, flag, walk);
    walk->held.push_back({flag, LockMode::kExclusive, {}});
    Body(op.bodies[0], walk);
    Release(flag, walk);
    walk->held.push_back({flag, LockMode::kShared, {}});
  }

  void Send(const Op& op, Walk* walk) {
    const bool many = program_.roles[role_].many;
    const std::string key = "message" + std::to_string(next_message_++);
    const ObjectId object = AddObject(key, many ? Multiplicity::kPerInstance : Multiplicity::kOne,
                                      many ? role_ : protocol::kNone);
    messages_.push_back(object);
    AddToReceivers(object);
    const Term channel = Named("channel", op.target);
    const Term message(TermKind::kHeap, key, 0, {});
    Access& before = AddAccess(message, 4, true, {object}, *walk);
    if (!op.write_after) before.handed_over = {channel};
    const EventId send = AddEvent(EventKind::kSend, channel, walk);
    protocol_.events[send].linear = !op.write_after;
    protocol_.events[send].payload = message;
    if (op.write_after) AddAccess(message, 4, true, {object}, *walk);
  }

  void Receive(const Op& op, Walk* walk) {
    const Term channel = Named("channel", op.target);
    AddEvent(EventKind::kReceive, channel, walk);
    const Term instance(TermKind::kInstance, protocol_.roles[role_].id, 0, {});
    const Term pointer(TermKind::kReceived, "receive " + std::to_string(next_message_++), 4,
                       {channel, instance});
    AddAccess(pointer, 4, true, messages_, *walk);
    receivers_.push_back(protocol_.accesses.size() - 1);
  }

  // Receivers that were met before a sender may get its messages too.
  void AddToReceivers(ObjectId object) {
    for (const std::size_t access : receivers_) {
      protocol_.accesses[access].objects.push_back(object);
    }
  }

  const Program& program_;
  Protocol protocol_;
  RoleId role_ = 0;
  std::vector<std::set<RoleId>> leaks_;
  std::vector<ObjectId> messages_;
  std::vector<std::size_t> receivers_;
  int next_choice_ = 0;
  int next_message_ = 0;
};

}  // namespace

Protocol ToProtocol(const Program& program) { return Derivation(program).Run(); }

}  // namespace interlock::enumerate
