// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/protocol_faults.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "checker/explorer/role_map.h"

namespace interlock::conformance {
namespace {

using protocol::Access;
using protocol::AccessId;
using protocol::Event;
using protocol::EventId;
using protocol::EventKind;
using protocol::Protocol;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;

std::string PositionOf(const Protocol& protocol, protocol::SiteId site) {
  return site >= 0 ? protocol.sites[static_cast<std::size_t>(site)].position : std::string();
}

std::string Describe(const Protocol& protocol, const Access& access) {
  return std::string(access.kind == protocol::AccessKind::kWrite ? "write" : "read") + " of " +
         access.what + " by " + protocol.roles[static_cast<std::size_t>(access.role)].name;
}

// The first access that alone admits events and that `fits`.
std::optional<std::size_t> FirstAccess(const Protocol& protocol,
                                       const std::vector<std::uint64_t>& sole_events,
                                       const std::function<bool(const Access&)>& fits) {
  for (std::size_t i = 0; i < protocol.accesses.size(); ++i) {
    if (sole_events[i] > 0 && fits(protocol.accesses[i])) return i;
  }
  return std::nullopt;
}

Fault Start(const Protocol& protocol, const std::string& name, std::size_t access,
            const std::string& edit, const std::string& reason) {
  const Access& at = protocol.accesses[access];
  return Fault{name, edit + ": " + Describe(protocol, at), PositionOf(protocol, at.site), reason,
               protocol};
}

bool IsFieldOfLocal(const Access& access) {
  return access.address.kind() == TermKind::kField &&
         access.address.child(0).kind() == TermKind::kLocal &&
         access.address.child(0).children().empty();
}

void EraseAccesses(const std::function<bool(const Access&, std::size_t)>& goes, Protocol* edited) {
  std::vector<AccessId> moved(edited->accesses.size(), protocol::kNone);
  std::vector<Access> kept;
  for (std::size_t i = 0; i < edited->accesses.size(); ++i) {
    if (goes(edited->accesses[i], i)) continue;
    moved[i] = static_cast<AccessId>(kept.size());
    kept.push_back(std::move(edited->accesses[i]));
  }
  edited->accesses = std::move(kept);
  for (protocol::Obligation& obligation : edited->obligations) {
    if (obligation.access >= 0) {
      obligation.access = moved[static_cast<std::size_t>(obligation.access)];
    }
  }
}

void EraseEvents(const std::function<bool(const Event&)>& goes, Protocol* edited) {
  std::vector<EventId> moved(edited->events.size(), protocol::kNone);
  std::vector<Event> kept;
  for (std::size_t i = 0; i < edited->events.size(); ++i) {
    if (goes(edited->events[i])) continue;
    moved[i] = static_cast<EventId>(kept.size());
    kept.push_back(std::move(edited->events[i]));
  }
  edited->events = std::move(kept);
  const auto renumber = [&](std::vector<EventId>* ids) {
    for (EventId& id : *ids) id = moved[static_cast<std::size_t>(id)];
    std::erase(*ids, protocol::kNone);
  };
  for (Event& event : edited->events) renumber(&event.prefix);
  for (Access& access : edited->accesses) renumber(&access.prefix);
  for (protocol::Role& role : edited->roles) {
    if (role.spawn_event >= 0) {
      role.spawn_event = moved[static_cast<std::size_t>(role.spawn_event)];
    }
  }
}

void EraseRole(RoleId gone, Protocol* edited) {
  EraseAccesses([&](const Access& access, std::size_t) { return access.role == gone; }, edited);
  EraseEvents([&](const Event& event) { return event.role == gone || event.child == gone; },
              edited);
  std::erase_if(edited->unresolved,
                [&](const protocol::Unresolved& entry) { return entry.role == gone; });
  edited->roles.erase(edited->roles.begin() + gone);
  const auto renumber = [&](RoleId* id) {
    if (*id == gone) *id = protocol::kNone;
    if (*id > gone) --*id;
  };
  const auto renumber_all = [&](std::vector<RoleId>* ids) {
    for (RoleId& id : *ids) renumber(&id);
    std::erase(*ids, protocol::kNone);
  };
  for (protocol::Role& role : edited->roles) {
    renumber(&role.parent);
    renumber_all(&role.live_at_spawn);
  }
  for (protocol::Object& object : edited->objects) {
    if (object.owner == gone) object.multiplicity = protocol::Multiplicity::kMany;
    renumber(&object.owner);
  }
  for (Event& event : edited->events) {
    renumber(&event.role);
    renumber(&event.child);
  }
  for (Access& access : edited->accesses) {
    renumber(&access.role);
    renumber_all(&access.live);
  }
  for (protocol::Unresolved& entry : edited->unresolved) {
    renumber(&entry.role);
    renumber_all(&entry.live);
  }
}

std::optional<Fault> DroppedAccess(const Protocol& protocol,
                                   const std::vector<std::uint64_t>& sole) {
  const auto access = FirstAccess(protocol, sole, IsFieldOfLocal);
  if (!access) return std::nullopt;
  Fault fault = Start(protocol, "dropped access", *access, "dropped", "");
  EraseAccesses([&](const Access&, std::size_t i) { return i == *access; }, &fault.protocol);
  return fault;
}

// A lock that the role takes somewhere, at no line where it takes a lock that the access holds.
std::optional<Term> LockElsewhere(const Protocol& protocol, const Access& access) {
  std::set<std::string> lines;
  const auto line_of = [&](const Event& event) {
    const std::string position = explore::OuterPosition(protocol, event.site, event.stack);
    return position.substr(0, position.rfind(':'));
  };
  const auto is_held = [&](const Term& lock) {
    return std::any_of(access.held.begin(), access.held.end(),
                       [&](const protocol::HeldLock& held) { return held.lock == lock; });
  };
  for (const Event& event : protocol.events) {
    if (event.kind == EventKind::kLock && is_held(event.object)) lines.insert(line_of(event));
  }
  std::set<Term> clashing;
  for (const Event& event : protocol.events) {
    if (event.kind == EventKind::kLock && lines.count(line_of(event)) != 0) {
      clashing.insert(event.object);
    }
  }
  for (const Event& event : protocol.events) {
    if (event.kind != EventKind::kLock || event.role != access.role) continue;
    if (clashing.count(event.object) == 0) return event.object;
  }
  return std::nullopt;
}

std::optional<Fault> WidenedLockset(const Protocol& protocol,
                                    const std::vector<std::uint64_t>& sole) {
  const auto access = FirstAccess(protocol, sole, [&](const Access& one) {
    return !one.held.empty() && LockElsewhere(protocol, one).has_value();
  });
  if (!access) return std::nullopt;
  const Term lock = *LockElsewhere(protocol, protocol.accesses[*access]);
  Fault fault = Start(protocol, "widened lockset", *access, "also holds " + lock.ToText(), "lock");
  fault.protocol.accesses[*access].held.push_back({lock, protocol::LockMode::kExclusive, {}});
  return fault;
}

std::optional<Fault> WrongPhase(const Protocol& protocol, const std::vector<std::uint64_t>& sole) {
  const auto access = FirstAccess(protocol, sole, [](const Access& one) {
    return !one.phases.empty() && one.phases[0].low > 0;
  });
  if (!access) return std::nullopt;
  Fault fault =
      Start(protocol, "wrong phase", *access, "before its wait instead of after", "phase");
  protocol::PhaseInterval& phase = fault.protocol.accesses[*access].phases[0];
  phase.high = phase.low - 1;
  phase.low = 0;
  return fault;
}

std::optional<Fault> MissingRole(const Protocol& protocol, const std::vector<std::uint64_t>& sole) {
  const auto access = FirstAccess(protocol, sole, [&](const Access& one) {
    const bool has_child =
        std::any_of(protocol.roles.begin(), protocol.roles.end(),
                    [&](const protocol::Role& role) { return role.parent == one.role; });
    return one.role != 0 && !has_child;
  });
  if (!access) return std::nullopt;
  const RoleId gone = protocol.accesses[*access].role;
  const protocol::Role& role = protocol.roles[static_cast<std::size_t>(gone)];
  static const std::vector<protocol::SiteId> none;
  const std::vector<protocol::SiteId>& chain =
      role.spawn_event >= 0 ? protocol.events[static_cast<std::size_t>(role.spawn_event)].stack
                            : none;
  Fault fault{"missing role", "dropped: role " + role.name,
              explore::OuterPosition(protocol, role.spawn_site, chain), "unknown thread", protocol};
  EraseRole(gone, &fault.protocol);
  return fault;
}

// A scalar field: no other access covers a different number of bytes from the same address on.
bool IsScalar(const Protocol& protocol, const Access& access) {
  return IsFieldOfLocal(access) && access.size_bytes.IsInteger() &&
         access.size_bytes.integer() > 1 && access.size_bytes.integer() <= 8 &&
         std::all_of(protocol.accesses.begin(), protocol.accesses.end(), [&](const Access& other) {
           return other.address != access.address || other.size_bytes == access.size_bytes;
         });
}

std::optional<Fault> ShortByteRange(const Protocol& protocol,
                                    const std::vector<std::uint64_t>& sole) {
  const auto access =
      FirstAccess(protocol, sole, [&](const Access& one) { return IsScalar(protocol, one); });
  if (!access) return std::nullopt;
  Fault fault = Start(protocol, "wrong byte range", *access, "half of its bytes", "bytes");
  Term& size = fault.protocol.accesses[*access].size_bytes;
  size = Term::Integer(size.integer() / 2);
  return fault;
}

std::optional<Fault> MovedByteRange(const Protocol& protocol,
                                    const std::vector<std::uint64_t>& sole) {
  const auto access =
      FirstAccess(protocol, sole, [&](const Access& one) { return IsScalar(protocol, one); });
  if (!access) return std::nullopt;
  Fault fault = Start(protocol, "wrong byte range", *access, "moved by its size", "bytes");
  Access& edited = fault.protocol.accesses[*access];
  const Term& old = edited.address;
  edited.address =
      Term::Field(old.child(0), old.symbol(), old.integer() + edited.size_bytes.integer());
  // Which of two events that contradict each other comes first depends on the schedule.
  fault.position.clear();
  return fault;
}

}  // namespace

std::vector<Fault> MakeFaults(const Protocol& protocol,
                              const std::vector<std::uint64_t>& sole_events) {
  std::vector<Fault> faults;
  for (const auto& make :
       {DroppedAccess, WidenedLockset, WrongPhase, MissingRole, ShortByteRange, MovedByteRange}) {
    std::optional<Fault> fault = make(protocol, sole_events);
    if (fault) faults.push_back(std::move(*fault));
  }
  return faults;
}

}  // namespace interlock::conformance
