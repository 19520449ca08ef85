// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/protocol_validate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "models/protocol/term_validate.h"

namespace interlock::protocol {
namespace {

class Validator {
 public:
  explicit Validator(const Protocol& protocol) : protocol_(protocol) {}

  Status Run() {
    if (protocol_.schema != kProtocolSchema) {
      return MakeError("protocol has another schema: " + protocol_.schema, "/schema",
                       ErrorKind::kVersion);
    }
    CheckObjects();
    CheckRoles();
    CheckEvents();
    CheckPrefixesAcyclic();
    CheckAccesses();
    CheckRest();
    return error_ ? Status(*error_) : Status::Ok();
  }

 private:
  // The first violation stays; `text` is fixed text first, values last.
  void Fail(const std::string& pointer, std::string text) {
    if (!error_) error_ = MakeError(std::move(text), pointer);
  }

  template <typename T>
  bool InRange(std::int32_t id, const std::vector<T>& table, bool none_allowed) const {
    return (none_allowed && id == kNone) ||
           (id >= 0 && static_cast<std::size_t>(id) < table.size());
  }

  template <typename T>
  void Reference(const std::string& pointer, const char* what, std::int32_t id,
                 const std::vector<T>& table, bool none_allowed) {
    if (!InRange(id, table, none_allowed)) {
      Fail(pointer, std::string("dangling reference to ") + what + ": " + std::to_string(id));
    }
  }

  template <typename T>
  void References(const std::string& pointer, const char* what,
                  const std::vector<std::int32_t>& ids, const std::vector<T>& table) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      Reference(pointer + "/" + std::to_string(i), what, ids[i], table, false);
    }
  }

  void SortedObjects(const std::string& pointer, const std::vector<ObjectId>& objects) {
    References(pointer, "an object", objects, protocol_.objects);
    for (std::size_t i = 1; i < objects.size(); ++i) {
      if (objects[i - 1] >= objects[i]) Fail(pointer, "objects are not sorted");
    }
  }

  void CheckTerm(const std::string& pointer, const Term& term) {
    const std::string malformed = DescribeMalformed(term);
    if (!malformed.empty()) Fail(pointer, malformed);
    term.Contains([&](const Term& part) {
      if (part.kind() == TermKind::kInstance && role_ids_.count(part.symbol()) == 0) {
        Fail(pointer, "dangling reference to a role: " + part.symbol());
      }
      return false;
    });
  }

  void CheckTerms(const std::string& pointer, const TermList& terms) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      CheckTerm(pointer + "/" + std::to_string(i), terms[i]);
    }
  }

  bool IsAncestorOrSelf(RoleId ancestor, RoleId role) const {
    while (role >= 0) {
      if (role == ancestor) return true;
      role = protocol_.roles[role].parent;
    }
    return false;
  }

  void CheckObjects() {
    std::set<std::string> keys;
    for (std::size_t i = 0; i < protocol_.objects.size(); ++i) {
      const Object& object = protocol_.objects[i];
      const std::string pointer = "/objects/" + std::to_string(i);
      object_keys_[object.key] = static_cast<ObjectId>(i);
      if (object.key.empty()) Fail(pointer, "object has no key");
      if (!keys.insert(object.key).second) Fail(pointer, "key stands twice: " + object.key);
      Reference(pointer + "/owner", "a role", object.owner, protocol_.roles,
                object.multiplicity != Multiplicity::kPerInstance);
      Reference(pointer + "/site", "a site", object.site, protocol_.sites, true);
    }
  }

  void CheckRoles() {
    for (std::size_t i = 0; i < protocol_.roles.size(); ++i) {
      const std::string pointer = "/roles/" + std::to_string(i);
      if (protocol_.roles[i].id.empty()) Fail(pointer, "role has no id");
      if (!role_ids_.insert(protocol_.roles[i].id).second) {
        Fail(pointer, "id stands twice: " + protocol_.roles[i].id);
      }
      // Later checks walk the parents, so a broken chain must be known first.
      const RoleId parent = protocol_.roles[i].parent;
      if (parent < kNone || parent >= static_cast<RoleId>(i)) {
        Fail(pointer + "/parent",
             "parent does not come before the role: " + std::to_string(parent));
      }
    }
    for (std::size_t i = 0; !error_ && i < protocol_.roles.size(); ++i) {
      CheckRole(static_cast<RoleId>(i), "/roles/" + std::to_string(i));
    }
  }

  void CheckRole(RoleId id, const std::string& pointer) {
    const Role& role = protocol_.roles[id];
    if (role.parent != kNone && protocol_.roles[role.parent].many && !role.many) {
      Fail(pointer + "/many", "a role below one with many instances has many itself: " + role.id);
    }
    Reference(pointer + "/spawn_site", "a site", role.spawn_site, protocol_.sites, true);
    References(pointer + "/live_at_spawn", "a role", role.live_at_spawn, protocol_.roles);
    Reference(pointer + "/spawn_event", "an event", role.spawn_event, protocol_.events, true);
    CheckTerms(pointer + "/distinct", role.distinct);
    if (error_ || role.spawn_event == kNone) return;
    const Event& event = protocol_.events[role.spawn_event];
    if (event.kind != EventKind::kSpawn || event.child != id || event.role != role.parent) {
      Fail(pointer + "/spawn_event",
           "event is not the spawn of the role by its parent: " + std::to_string(role.spawn_event));
    }
  }

  void CheckPrefix(const std::string& pointer, RoleId role, const std::vector<EventId>& prefix) {
    References(pointer, "an event", prefix, protocol_.events);
    for (std::size_t i = 0; !error_ && i < prefix.size(); ++i) {
      if (protocol_.events[prefix[i]].role != role) {
        Fail(pointer + "/" + std::to_string(i),
             "event belongs to another role: " + std::to_string(prefix[i]));
      }
    }
  }

  void CheckEvents() {
    for (std::size_t i = 0; !error_ && i < protocol_.events.size(); ++i) {
      const Event& event = protocol_.events[i];
      const std::string pointer = "/events/" + std::to_string(i);
      const bool has_child = event.kind == EventKind::kSpawn || event.kind == EventKind::kJoin;
      Reference(pointer + "/role", "a role", event.role, protocol_.roles, false);
      Reference(pointer + "/site", "a site", event.site, protocol_.sites, true);
      Reference(pointer + "/child", "a role", event.child, protocol_.roles, !has_child);
      References(pointer + "/stack", "a site", event.stack, protocol_.sites);
      CheckTerm(pointer + "/object", event.object);
      CheckTerm(pointer + "/payload", event.payload);
      CheckPrefix(pointer + "/prefix", event.role, event.prefix);
    }
  }

  // "Before, on one path" is a strict order.
  void CheckPrefixesAcyclic() {
    if (error_) return;
    enum class Mark : char { kNew, kOpen, kDone };
    std::vector<Mark> marks(protocol_.events.size(), Mark::kNew);
    std::vector<std::pair<EventId, std::size_t>> stack;
    for (std::size_t start = 0; start < marks.size(); ++start) {
      if (marks[start] != Mark::kNew) continue;
      marks[start] = Mark::kOpen;
      stack.emplace_back(static_cast<EventId>(start), 0);
      while (!stack.empty()) {
        auto& [event, next] = stack.back();
        const std::vector<EventId>& prefix = protocol_.events[event].prefix;
        if (next == prefix.size()) {
          marks[event] = Mark::kDone;
          stack.pop_back();
          continue;
        }
        const EventId before = prefix[next++];
        if (marks[before] == Mark::kOpen) {
          Fail("/events/" + std::to_string(before) + "/prefix", "events come before themselves");
          return;
        }
        if (marks[before] == Mark::kNew) {
          marks[before] = Mark::kOpen;
          stack.emplace_back(before, 0);
        }
      }
    }
  }

  void CheckAccesses() {
    for (std::size_t i = 0; !error_ && i < protocol_.accesses.size(); ++i) {
      CheckAccess(protocol_.accesses[i], "/accesses/" + std::to_string(i));
    }
  }

  void CheckAccess(const Access& access, const std::string& pointer) {
    Reference(pointer + "/role", "a role", access.role, protocol_.roles, false);
    Reference(pointer + "/site", "a site", access.site, protocol_.sites, true);
    References(pointer + "/live", "a role", access.live, protocol_.roles);
    References(pointer + "/stack", "a site", access.stack, protocol_.sites);
    CheckPrefix(pointer + "/prefix", access.role, access.prefix);
    SortedObjects(pointer + "/objects", access.objects);
    if (access.objects.empty()) Fail(pointer + "/objects", "access lies in no object");
    CheckTerm(pointer + "/address", access.address);
    CheckTerm(pointer + "/size_bytes", access.size_bytes);
    CheckTerms(pointer + "/handed_over", access.handed_over);
    if (access.size_bytes.IsInteger() && access.size_bytes.integer() <= 0) {
      Fail(pointer + "/size_bytes", "access has no bytes");
    }
    for (const Guard& guard : access.guards) CheckTerm(pointer + "/guards", guard.condition);
    for (const HeldLock& held : access.held) {
      CheckTerm(pointer + "/held", held.lock);
      SortedObjects(pointer + "/held", held.objects);
    }
    for (const PhaseInterval& phase : access.phases) {
      CheckTerm(pointer + "/phases", phase.object);
      if (phase.low < 0 || phase.low > phase.high) {
        Fail(pointer + "/phases", "phase interval is empty: low=" + std::to_string(phase.low) +
                                      " high=" + std::to_string(phase.high));
      }
    }
    if (error_) return;
    for (const RoleId live : access.live) {
      if (live != access.role && IsAncestorOrSelf(live, access.role)) {
        Fail(pointer + "/live", "an ancestor stands among the live roles: " + std::to_string(live));
      }
    }
    CheckConcreteRoot(access, pointer);
  }

  // An address whose root has an object lies there; a list without it would hide pairs.
  void CheckConcreteRoot(const Access& access, const std::string& pointer) {
    const Term* root = &access.address;
    while (root->kind() == TermKind::kField || root->kind() == TermKind::kIndex) {
      root = &root->child(0);
    }
    if (root->kind() != TermKind::kGlobal && root->kind() != TermKind::kLocal &&
        root->kind() != TermKind::kHeap) {
      return;
    }
    const auto object = object_keys_.find(root->symbol());
    if (object == object_keys_.end()) {
      // A global is itself, so a pointer to it under another key would be taken for another object.
      if (root->kind() == TermKind::kGlobal) {
        Fail(pointer + "/address", "no object has the key of the address: " + root->symbol());
      }
      return;
    }
    if (!std::binary_search(access.objects.begin(), access.objects.end(), object->second)) {
      Fail(pointer + "/objects", "the object of the address is not listed: " + root->symbol());
    }
  }

  void CheckRest() {
    for (std::size_t i = 0; i < protocol_.facts.size(); ++i) {
      CheckTerm("/facts/" + std::to_string(i), protocol_.facts[i].term);
    }
    for (std::size_t i = 0; i < protocol_.obligations.size(); ++i) {
      const Obligation& obligation = protocol_.obligations[i];
      const std::string pointer = "/obligations/" + std::to_string(i);
      if (obligation.id.empty()) Fail(pointer, "obligation has no id");
      Reference(pointer + "/access", "an access", obligation.access, protocol_.accesses, true);
      CheckTerm(pointer + "/condition", obligation.condition);
    }
    for (std::size_t i = 0; i < protocol_.assumptions.size(); ++i) {
      const std::string pointer = "/assumptions/" + std::to_string(i);
      if (protocol_.assumptions[i].id.empty()) Fail(pointer, "assumption has no id");
      Reference(pointer + "/site", "a site", protocol_.assumptions[i].site, protocol_.sites, true);
    }
    for (std::size_t i = 0; i < protocol_.unresolved.size(); ++i) {
      const Unresolved& construct = protocol_.unresolved[i];
      const std::string pointer = "/unresolved/" + std::to_string(i);
      Reference(pointer + "/site", "a site", construct.site, protocol_.sites, true);
      Reference(pointer + "/role", "a role", construct.role, protocol_.roles, true);
      References(pointer + "/live", "a role", construct.live, protocol_.roles);
      References(pointer + "/stack", "a site", construct.stack, protocol_.sites);
      SortedObjects(pointer + "/objects", construct.objects);
    }
  }

  const Protocol& protocol_;
  std::optional<Error> error_;
  std::set<std::string> role_ids_;
  std::map<std::string, ObjectId> object_keys_;
};

}  // namespace

Status Validate(const Protocol& protocol) { return Validator(protocol).Run(); }

}  // namespace interlock::protocol
