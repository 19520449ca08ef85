// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Objects of a protocol, and terms in its names.

#include <algorithm>
#include <functional>

#include "checker/link/protocol_assembly.h"
#include "checker/summary/address.h"

namespace interlock::link {
namespace {

using points_to::Location;
using points_to::ObjectKind;
using protocol::ObjectId;
using summary::RootOf;

}  // namespace

bool ProtocolAssembly::StorageIsCollapsed(const std::vector<Location>& where) const {
  return std::any_of(where.begin(), where.end(), [&](const Location& place) {
    const points_to::Object& object = points_to_.object(place.object);
    return object.kind == ObjectKind::kElements && object.is_collapsed;
  });
}

ObjectId ProtocolAssembly::ObjectFor(points_to::ObjectId object, const Term* root) {
  if (root != nullptr) {
    const auto known = object_by_root_.find(root->symbol());
    if (known != object_by_root_.end()) return known->second;
  } else {
    const auto known = object_by_place_.find(object);
    if (known != object_by_place_.end()) return known->second;
  }
  const auto id = static_cast<ObjectId>(protocol_.objects.size());
  protocol::Object entry;
  const points_to::Object* place = object >= 0 ? &points_to_.object(object) : nullptr;
  if (place != nullptr) {
    entry.name = place->name;
    entry.type = place->type;
    entry.bytes = place->bytes;
    entry.kind = points_to::ObjectKindName(place->kind);
  }
  if (root != nullptr) {
    entry.key = root->symbol();
    if (entry.name.empty()) entry.name = root->symbol();
    entry.multiplicity =
        root->children().empty() ? protocol::Multiplicity::kOne : protocol::Multiplicity::kMany;
    object_by_root_[root->symbol()] = id;
    if (object >= 0) rooted_[object].insert(id);
  } else {
    entry.key = place != nullptr ? "any " + place->key : "unknown";
    // Instantiations of one template may share a key; the table needs one each.
    const int twin = key_count_[entry.key]++;
    if (twin > 0) entry.key += " #" + std::to_string(twin + 1);
    entry.multiplicity = protocol::Multiplicity::kMany;
    object_by_place_[object] = id;
  }
  protocol_.objects.push_back(std::move(entry));
  return id;
}

void ProtocolAssembly::CollectRoot(const Term& address) {
  address.Contains([&](const Term& t) {
    if ((t.kind() == TermKind::kGlobal || t.kind() == TermKind::kLocal ||
         t.kind() == TermKind::kHeap) &&
        t.symbol() != "string literal") {
      const Term root = PolishNode(t);
      ObjectFor(static_cast<points_to::ObjectId>(root.integer()), &root);
    }
    return false;
  });
}

void ProtocolAssembly::CollectRoots() {
  for (const BuiltRole& role : roles_) {
    for (const AccessFact& access : role.accesses) {
      CollectRoot(access.address);
      for (const summary::Held& held : access.context.held) CollectRoot(held.lock);
    }
    for (const EventFact& event : role.events) CollectRoot(event.object);
  }
}

std::vector<ObjectId> ProtocolAssembly::ObjectsFor(const Term& address,
                                                   const std::vector<Location>& where) {
  std::set<ObjectId> objects;
  const Term root = RootOf(address);
  if (summary::IsConcrete(root) && root.kind() != TermKind::kFunction) {
    const Term polished = PolishNode(root);
    return {ObjectFor(static_cast<points_to::ObjectId>(polished.integer()), &polished)};
  }
  for (const Location& place : where) {
    objects.insert(ObjectFor(place.object, nullptr));
    const auto rooted = rooted_.find(place.object);
    if (rooted != rooted_.end()) objects.insert(rooted->second.begin(), rooted->second.end());
  }
  return {objects.begin(), objects.end()};
}

Term ProtocolAssembly::PolishNode(const Term& term) {
  switch (term.kind()) {
    case TermKind::kInstance: {
      // "r<k>" of the role builder becomes the role's stable id.
      const auto k = std::strtoul(term.symbol().c_str() + 1, nullptr, 10);
      return Term(TermKind::kInstance, protocol_.roles[role_of_[k]].id, 0, {});
    }
    case TermKind::kLocal:
      if (summary::IsThreadLocal(term)) return term;
      return term;
    case TermKind::kTicket: {
      const std::string& symbol = term.symbol();
      if (symbol.size() > 1 && symbol[0] == 'r' && term.children().size() == 1) {
        const auto k = std::strtoul(symbol.c_str() + 1, nullptr, 10);
        TermList children = term.children();
        children.push_back(Term(TermKind::kInstance, protocol_.roles[role_of_[k]].id, 0, {}));
        return Term(TermKind::kTicket, symbol, term.integer(), std::move(children));
      }
      return term;
    }
    default:
      return term;
  }
}

Term ProtocolAssembly::Polish(const Term& term, bool as_address) {
  const Term polished = term.Map([&](const Term& t) {
    if (t.kind() == TermKind::kIndex && !t.child(1).IsInteger() &&
        t.child(1).Contains([](const Term& part) {
          return part.kind() >= TermKind::kAdd && part.kind() <= TermKind::kShiftLeft;
        })) {
      uses_arithmetic_ = true;
    }
    return PolishNode(t);
  });
  if (!as_address) return polished;
  const Term root = RootOf(polished);
  if (root.IsAddress() || root.kind() == TermKind::kParameter) return polished;
  // An integer or a lost value used as an address.
  const Term lost = Term::UnknownAddress("value " + root.ToText());
  return polished.Map([&](const Term& t) { return t == root ? lost : t; });
}

}  // namespace interlock::link
