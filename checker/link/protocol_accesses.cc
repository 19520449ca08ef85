// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Accesses, events and what is not understood, role by role.

#include <algorithm>

#include "checker/link/protocol_assembly.h"
#include "checker/summary/address.h"

namespace interlock::link {
namespace {

using points_to::Location;
using points_to::PointsTo;
using protocol::RoleId;
using summary::RootOf;

protocol::MemoryOrder OrderOf(facts::Order order) {
  switch (order) {
    case facts::Order::kPlain:
      return protocol::MemoryOrder::kPlain;
    case facts::Order::kRelaxed:
      return protocol::MemoryOrder::kRelaxed;
    case facts::Order::kConsume:
    case facts::Order::kAcquire:
      return protocol::MemoryOrder::kAcquire;
    case facts::Order::kRelease:
      return protocol::MemoryOrder::kRelease;
    case facts::Order::kAcquireRelease:
      return protocol::MemoryOrder::kAcquireRelease;
    case facts::Order::kSequential:
      return protocol::MemoryOrder::kSequential;
  }
  return protocol::MemoryOrder::kPlain;
}

protocol::EventKind KindOf(summary::EventFactKind kind) {
  switch (kind) {
    case summary::EventFactKind::kSpawn:
      return protocol::EventKind::kSpawn;
    case summary::EventFactKind::kJoin:
      return protocol::EventKind::kJoin;
    case summary::EventFactKind::kLock:
      return protocol::EventKind::kLock;
    case summary::EventFactKind::kUnlock:
      return protocol::EventKind::kUnlock;
    case summary::EventFactKind::kWait:
      return protocol::EventKind::kWait;
    case summary::EventFactKind::kSignal:
      return protocol::EventKind::kSignal;
    case summary::EventFactKind::kOnce:
      return protocol::EventKind::kOnce;
    case summary::EventFactKind::kInit:
      return protocol::EventKind::kSignal;
    case summary::EventFactKind::kBarrier:
      return protocol::EventKind::kBarrier;
  }
  return protocol::EventKind::kLock;
}

}  // namespace

std::vector<RoleId> ProtocolAssembly::LiveRoles(std::size_t index,
                                                const summary::Context& context) const {
  std::set<RoleId> live;
  const BuiltRole& built = roles_[index];
  for (std::int32_t spawn : context.live) {
    const auto children = built.children.find(spawn);
    if (children == built.children.end()) continue;
    for (std::int32_t child : children->second) {
      live.insert(role_of_[child]);
      for (std::int32_t out : roles_[child].outliving) live.insert(role_of_[out]);
    }
  }
  if (context.may_follow_spawn) {
    for (const auto& [spawn, children] : built.children) {
      for (std::int32_t child : children) {
        for (std::int32_t out : roles_[child].outliving) live.insert(role_of_[out]);
      }
    }
  }
  if (built.parent < 0) live.insert(root_outliving_.begin(), root_outliving_.end());
  // A role that starts its own kind runs beside itself; `many` says so already.
  live.erase(role_of_[index]);
  for (std::int32_t above = built.parent; above >= 0; above = roles_[above].parent) {
    live.erase(role_of_[above]);
  }
  return {live.begin(), live.end()};
}

bool ProtocolAssembly::ConditionIsExact(const Term& condition, std::string* why) const {
  bool exact = true;
  condition.Contains([&](const Term& t) {
    switch (t.kind()) {
      case TermKind::kUnknown: {
        const std::string part = summary::LastPart(t.symbol());
        // A value that the environment chooses is free; everything else was lost.
        if (part.rfind("n:", 0) != 0) {
          exact = false;
          *why = "the path depends on a value that is not known";
        }
        break;
      }
      case TermKind::kLoad:
      case TermKind::kLoadAddress:
      case TermKind::kOwned:
        exact = false;
        *why = t.symbol().empty() ? "the path depends on what memory holds"
                                  : "the path depends on memory that changes";
        break;
      case TermKind::kUnknownAddress:
      case TermKind::kReceived:
        exact = false;
        *why = "the path depends on a value that is not known";
        break;
      default:
        break;
    }
    return false;
  });
  return exact;
}

void ProtocolAssembly::AddAccesses(std::size_t index) {
  const BuiltRole& built = roles_[index];
  for (const AccessFact& fact : built.accesses) {
    protocol::Access access;
    bool moved = false;
    access.role = role_of_[index];
    access.site = sites_.Of(fact.stack.back());
    access.kind = fact.is_write ? protocol::AccessKind::kWrite : protocol::AccessKind::kRead;
    access.order = OrderOf(fact.order);
    Term address = Polish(fact.address, true);
    if (fact.in_cell) {
      // Whatever the cell holds at that moment: a function of the cell, as no other cell holds it.
      const Term pointer = summary::OwnerOf(address);
      access.in_cell = pointer.kind() == TermKind::kOwned;
      if (access.in_cell) {
        const Term held(TermKind::kOwned, "cell", pointer.integer(), pointer.children());
        address = address.Map([&](const Term& t) { return t == pointer ? held : t; });
      }
    }
    if (RootOf(address).kind() == TermKind::kElements && StorageIsCollapsed(fact.where)) {
      const Term root = RootOf(address);
      const Term moved(TermKind::kElements, "moved", 0, root.children());
      address = address.Map([&](const Term& t) { return t == root ? moved : t; });
    }
    if (RootOf(address).kind() == TermKind::kElements && !RootOf(address).symbol().empty()) {
      moved = true;
    }
    access.address = address;
    access.size_bytes = Polish(fact.size, false);
    access.objects = ObjectsFor(fact.address, fact.where);
    std::set<std::string> imprecise = fact.context.imprecise;
    for (const summary::Condition& condition : fact.context.conditions) {
      const Term term = Polish(condition.term, false);
      std::string why;
      const bool exact = ConditionIsExact(term, &why);
      if (!exact) imprecise.insert(why);
      // Conditions over lost values say nothing; over stable memory they may relate both sides.
      const bool useless =
          term.Contains([](const Term& t) { return t.kind() == TermKind::kUnknownAddress; });
      if (!useless) access.guards.push_back({term, condition.holds});
    }
    for (const summary::Held& held : fact.context.held) {
      protocol::HeldLock lock;
      lock.lock = Polish(held.lock, true);
      lock.mode = held.shared ? protocol::LockMode::kShared : protocol::LockMode::kExclusive;
      if (!summary::IsConcrete(RootOf(held.lock))) {
        std::vector<Location> where;
        for (std::int32_t object : held.objects) where.push_back(Location::Any(object));
        lock.objects = ObjectsFor(held.lock, where);
      }
      access.held.push_back(std::move(lock));
    }
    access.live = LiveRoles(index, fact.context);
    access.stack = sites_.Of(fact.stack, fact.stack.size() - 1);
    for (std::int32_t event : fact.prefix) access.prefix.push_back(event_start_[index] + event);
    access.owned = fact.owned;
    const bool lost = access.address.Contains([](const Term& t) {
      return t.kind() == TermKind::kUnknownAddress || t.kind() == TermKind::kUnknown ||
             t.kind() == TermKind::kReceived ||
             ((t.kind() == TermKind::kLoad || t.kind() == TermKind::kLoadAddress ||
               t.kind() == TermKind::kOwned) &&
              !t.symbol().empty());
    });
    if (lost) imprecise.insert("the address is not known exactly");
    if (moved) imprecise.insert("the storage of a container may have changed hands");
    const bool one_target =
        access.objects.size() == 1 &&
        protocol_.objects[access.objects[0]].multiplicity == protocol::Multiplicity::kOne;
    const Term root = RootOf(access.address);
    if (!summary::IsConcrete(root) && !one_target && root.kind() != TermKind::kElements) {
      imprecise.insert("the address may lie in one of several objects");
    }
    if (fact.size.IsInteger() && fact.size.integer() >= (std::int64_t{1} << 40)) {
      const bool plain = summary::IsConcrete(root) || root.kind() == TermKind::kElements;
      if (!plain) imprecise.insert("the extent of the access is not known");
    }
    // Which instances of a thread-local variable two sides mean is not part of its name.
    if (summary::IsThreadLocal(summary::OwnerOf(fact.address))) {
      imprecise.insert("the object is thread-local");
    }
    // Inside the loop that starts the threads: which of them run already is not modelled per
    // iteration.
    const bool in_spawn_loop = access.address.Contains([&](const Term& t) {
      if (t.kind() != TermKind::kInduction) return false;
      return std::any_of(access.live.begin(), access.live.end(), [&](RoleId live) {
        const TermList& distinct = protocol_.roles[live].distinct;
        return std::any_of(distinct.begin(), distinct.end(), [&](const Term& d) {
          return d.kind() == TermKind::kInduction && d.symbol() == t.symbol();
        });
      });
    });
    if (in_spawn_loop) imprecise.insert("it stands in the loop that starts the other threads");
    access.imprecise.assign(imprecise.begin(), imprecise.end());
    const facts::Function& function = program_.function(fact.stack.back().function);
    const facts::Instruction& ins = function.instructions[fact.stack.back().at];
    if (!ins.args.empty()) {
      const bool source = ins.op == facts::Op::kCopy && !fact.is_write;
      access.what = DescribeAddress(program_, function, ins.args[source ? 1 : 0]);
    }
    protocol_.accesses.push_back(std::move(access));
    fact_of_.push_back(&fact);
  }
}

void ProtocolAssembly::AddEvents(std::size_t index) {
  const BuiltRole& built = roles_[index];
  for (const EventFact& fact : built.events) {
    protocol::Event event;
    event.kind = KindOf(fact.kind);
    event.role = role_of_[index];
    event.site = sites_.Of(fact.stack.back());
    event.stack = sites_.Of(fact.stack, fact.stack.size() - 1);
    event.object =
        fact.kind == summary::EventFactKind::kSpawn || fact.kind == summary::EventFactKind::kJoin
            ? Term()
            : Polish(fact.object, true);
    event.shared_mode = fact.shared;
    if (fact.spawn >= 0) {
      const auto children = built.children.find(fact.spawn);
      if (children != built.children.end() && !children->second.empty()) {
        event.child = role_of_[children->second[0]];
      }
    }
    if (event.child == protocol::kNone) {
      // A join of threads that are not known one by one, a spawn without a known entry: a point at
      // which the role synchronises, no more.
      if (event.kind == protocol::EventKind::kJoin) event.kind = protocol::EventKind::kWait;
      if (event.kind == protocol::EventKind::kSpawn) event.kind = protocol::EventKind::kSignal;
    }
    protocol_.events.push_back(std::move(event));
  }
}

void ProtocolAssembly::AddUnresolved(std::size_t index) {
  const BuiltRole& built = roles_[index];
  for (const UnresolvedFact& fact : built.unresolved) {
    protocol::Unresolved entry;
    entry.kind = fact.kind;
    entry.detail = fact.detail;
    entry.site = sites_.Of(fact.stack.back());
    // Code that is not seen may have started a thread that outlives the call: it runs beside all.
    entry.role = fact.kind == "opaque call" ? protocol::kNone : role_of_[index];
    entry.everything = fact.everything;
    std::vector<Location> where;
    for (std::int32_t object : fact.objects) {
      if (object > PointsTo::kAnythingObject) where.push_back(Location::Any(object));
    }
    entry.objects = ObjectsFor(Term::UnknownAddress("unresolved"), where);
    entry.live = LiveRoles(index, fact.context);
    entry.stack = sites_.Of(fact.stack, fact.stack.size() - 1);
    protocol_.unresolved.push_back(std::move(entry));
  }
}

}  // namespace interlock::link
