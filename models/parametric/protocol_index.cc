// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/protocol_index.h"

#include <algorithm>

namespace interlock::parametric {
namespace {

using protocol::Access;
using protocol::AccessKind;
using protocol::Multiplicity;
using protocol::ObjectId;
using protocol::Role;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;
using protocol::TermList;

// 2^61 claims of 8 a nanosecond take longer than anything runs; 32-bit counters do wrap.
constexpr std::int64_t kTicketBytesMin = 8;

bool Intersects(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](std::int32_t x) { return std::find(b.begin(), b.end(), x) != b.end(); });
}

bool ContainsRole(const std::vector<RoleId>& roles, const std::vector<RoleId>& chain,
                  std::size_t from) {
  for (std::size_t i = from; i < chain.size(); ++i) {
    if (std::find(roles.begin(), roles.end(), chain[i]) != roles.end()) return true;
  }
  return false;
}

template <typename Visit>
void ForEachTerm(const Access& access, const Visit& visit) {
  visit(access.address);
  visit(access.size_bytes);
  for (const auto& guard : access.guards) visit(guard.condition);
  for (const auto& held : access.held) visit(held.lock);
}

std::vector<Identity> ComputeIdentities(const std::vector<Role>& roles) {
  std::vector<Identity> identities(roles.size());
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const Role& role = roles[i];
    if (!role.many) {
      identities[i].complete = true;
      continue;
    }
    if (role.distinct.empty()) continue;  // nothing known: never complete
    identities[i] = Identity{role.distinct, true};
    if (role.parent < 0) continue;
    // Guards against lists that tell apart the instances of one parent only.
    const Identity& parent = identities[role.parent];
    if (!parent.complete) identities[i].complete = false;
    for (const Term& term : parent.terms) {
      TermList& terms = identities[i].terms;
      if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(term);
    }
  }
  return identities;
}

}  // namespace

ProtocolIndex::ProtocolIndex(const protocol::Protocol& protocol) : protocol_(&protocol) {
  for (std::size_t i = 0; i < protocol.objects.size(); ++i) {
    objects_by_key_.emplace(protocol.objects[i].key, static_cast<ObjectId>(i));
  }
  for (std::size_t i = 0; i < protocol.roles.size(); ++i) {
    roles_by_id_.emplace(protocol.roles[i].id, static_cast<RoleId>(i));
    const RoleId parent = protocol.roles[i].parent;
    chains_.push_back(parent < 0 ? std::vector<RoleId>() : chains_[parent]);
    chains_.back().push_back(static_cast<RoleId>(i));
  }
  identities_ = ComputeIdentities(protocol.roles);
  for (const Access& access : protocol.accesses) {
    if (access.is_ticket) ticket_takers_[access.address].insert(access.role);
    ForEachTerm(access, [&](const Term& term) {
      term.Contains([&](const Term& part) {
        if (part.kind() == TermKind::kTicket) ticket_users_[part.child(0)].insert(access.role);
        return false;
      });
    });
  }
  for (std::size_t i = 0; i < protocol.roles.size(); ++i) {
    for (const Term& term : protocol.roles[i].distinct) {
      term.Contains([&](const Term& part) {
        if (part.kind() == TermKind::kTicket) {
          ticket_users_[part.child(0)].insert(static_cast<RoleId>(i));
        }
        return false;
      });
    }
  }
  for (const auto& event : protocol.events) {
    if (event.kind == protocol::EventKind::kReceive) receivers_[event.object].insert(event.role);
  }
  for (const auto& [counter, users] : ticket_users_) {
    ticket_only_[counter] = ComputeCounter(counter);
  }
}

ObjectId ProtocolIndex::ObjectWithKey(const std::string& key) const {
  const auto found = objects_by_key_.find(key);
  return found == objects_by_key_.end() ? protocol::kNone : found->second;
}

RoleId ProtocolIndex::RoleWithId(const std::string& id) const {
  const auto found = roles_by_id_.find(id);
  return found == roles_by_id_.end() ? protocol::kNone : found->second;
}

std::size_t ProtocolIndex::CommonAncestors(RoleId a, RoleId b) const {
  const std::vector<RoleId>& chain_a = chains_[a];
  const std::vector<RoleId>& chain_b = chains_[b];
  std::size_t length = 0;
  while (length < chain_a.size() && length < chain_b.size() && chain_a[length] == chain_b[length]) {
    ++length;
  }
  return length;
}

Parallel ProtocolIndex::MayRunTogether(RoleId role_a, const std::vector<RoleId>& live_a,
                                       RoleId role_b, const std::vector<RoleId>& live_b) const {
  const std::vector<Role>& roles = protocol_->roles;
  // Two instances of one role: the query itself says that they differ.
  if (role_a == role_b) return {roles[role_a].many, roles[role_a].many};
  const std::vector<RoleId>& chain_a = chains_[role_a];
  const std::vector<RoleId>& chain_b = chains_[role_b];
  const std::size_t common = CommonAncestors(role_a, role_b);
  if (common == 0) return {true, true};  // two roots: the environment orders nothing
  Parallel parallel;
  for (std::size_t i = 0; i < common; ++i) parallel.other_ancestors |= roles[chain_a[i]].many;
  if (common == chain_a.size()) {
    parallel.same_ancestors = ContainsRole(live_a, chain_b, common);
  } else if (common == chain_b.size()) {
    parallel.same_ancestors = ContainsRole(live_b, chain_a, common);
  } else {
    parallel.same_ancestors = ContainsRole(roles[chain_b[common]].live_at_spawn, chain_a, common) ||
                              ContainsRole(roles[chain_a[common]].live_at_spawn, chain_b, common);
  }
  return parallel;
}

const Term& ProtocolIndex::RootOf(const Term& address) {
  const Term* root = &address;
  while (root->kind() == TermKind::kField || root->kind() == TermKind::kIndex) {
    root = &root->child(0);
  }
  return *root;
}

ObjectId ProtocolIndex::SingleObject(const Term& root) const {
  if (root.kind() != TermKind::kGlobal && root.kind() != TermKind::kLocal &&
      root.kind() != TermKind::kHeap) {
    return protocol::kNone;
  }
  const ObjectId object = ObjectWithKey(root.symbol());
  if (object == protocol::kNone) return protocol::kNone;
  return protocol_->objects[object].multiplicity == Multiplicity::kOne ? object : protocol::kNone;
}

bool ProtocolIndex::IsFixed(const Term& term) const {
  return !term.Contains([&](const Term& part) {
    switch (part.kind()) {
      case TermKind::kInduction:
      case TermKind::kTicket:
      case TermKind::kUnknown:
      case TermKind::kInstance:
      case TermKind::kReceived:
      case TermKind::kUnknownAddress:
        return true;
      case TermKind::kLoad:
      case TermKind::kLoadAddress:
      case TermKind::kOwned:
      case TermKind::kElements:
        return !part.symbol().empty();
      case TermKind::kLocal:
      case TermKind::kHeap:
        return SingleObject(part) == protocol::kNone;
      case TermKind::kGlobal: {
        const ObjectId object = ObjectWithKey(part.symbol());
        return object != protocol::kNone && SingleObject(part) == protocol::kNone;
      }
      default:
        return false;
    }
  });
}

bool ProtocolIndex::CounterIsTicketOnly(const Term& address) const {
  const auto found = ticket_only_.find(address);
  return found != ticket_only_.end() && found->second;
}

bool ProtocolIndex::ComputeCounter(const Term& address) const {
  // The candidate objects of the counter, from the accesses that take its tickets.
  std::vector<ObjectId> objects;
  for (const Access& access : protocol_->accesses) {
    if (!access.is_ticket || access.address != address) continue;
    if (!access.size_bytes.IsInteger() || access.size_bytes.integer() < kTicketBytesMin) {
      return false;
    }
    objects.insert(objects.end(), access.objects.begin(), access.objects.end());
  }
  if (objects.empty()) return false;
  for (const auto& unresolved : protocol_->unresolved) {
    if (unresolved.everything || Intersects(unresolved.objects, objects)) return false;
  }
  std::set<RoleId> users = ticket_users_.at(address);
  const auto takers = ticket_takers_.find(address);
  if (takers == ticket_takers_.end()) return false;
  users.insert(takers->second.begin(), takers->second.end());
  for (const Access& access : protocol_->accesses) {
    if (access.is_ticket || access.kind != AccessKind::kWrite) continue;
    if (!Intersects(access.objects, objects)) continue;
    if (!MayAlias(access.address, access.objects, address)) continue;
    // Any other write must be ordered against the whole life of every user, else an old and a new
    // ticket of equal value may meet.
    for (const RoleId user : users) {
      const std::vector<RoleId>& chain = chains_[access.role];
      if (std::find(chain.begin(), chain.end(), user) != chain.end()) return false;
      if (MayRunTogether(access.role, access.live, user, {}).any()) return false;
    }
  }
  return true;
}

// False only if both lie at constant offsets of one single object and do not overlap; counters are
// at most 16 bytes wide.
bool ProtocolIndex::MayAlias(const Term& a, const std::vector<ObjectId>&, const Term& b) const {
  const Term* terms[2] = {&a, &b};
  std::int64_t offsets[2] = {0, 0};
  for (int side = 0; side < 2; ++side) {
    while (terms[side]->kind() == TermKind::kField) {
      offsets[side] += terms[side]->integer();
      terms[side] = &terms[side]->child(0);
    }
  }
  if (*terms[0] != *terms[1] || SingleObject(*terms[0]) == protocol::kNone) return true;
  // The other access's size is not looked at: only an access that starts behind the counter is
  // surely beside it.
  constexpr std::int64_t kCounterBytesMax = 16;
  return offsets[0] < offsets[1] + kCounterBytesMax;
}

RoleId ProtocolIndex::TakerOf(const Term& term, RoleId role) const {
  if (term.children().size() > 1) {
    const Term& instance = term.child(1);
    return instance.kind() == TermKind::kInstance ? RoleWithId(instance.symbol()) : protocol::kNone;
  }
  const auto& table = term.kind() == TermKind::kTicket ? ticket_takers_ : receivers_;
  const auto takers = table.find(term.child(0));
  if (takers == table.end()) return protocol::kNone;
  // If an ancestor takes too, the term may have been handed down.
  for (const RoleId ancestor : chains_[role]) {
    if (ancestor != role && takers->second.count(ancestor) != 0) return protocol::kNone;
  }
  return takers->second.count(role) != 0 ? role : protocol::kNone;
}

bool ProtocolIndex::ChannelIsLinear(const Term& channel) const {
  const Term& root = RootOf(channel);
  const ObjectId object = SingleObject(root);
  for (const auto& unresolved : protocol_->unresolved) {
    if (unresolved.everything || object == protocol::kNone ||
        std::find(unresolved.objects.begin(), unresolved.objects.end(), object) !=
            unresolved.objects.end()) {
      return false;
    }
  }
  bool any = false;
  for (const auto& event : protocol_->events) {
    if (event.kind != protocol::EventKind::kSend) continue;
    const ObjectId other = SingleObject(RootOf(event.object));
    if (object != protocol::kNone && other != protocol::kNone && object != other) continue;
    if (!event.linear) return false;
    any = true;
  }
  return any;
}

}  // namespace interlock::parametric
