// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/protocol_builder.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "checker/link/phases.h"
#include "checker/link/site_table.h"
#include "checker/summary/address.h"

namespace interlock::link {
namespace {

using points_to::Location;
using points_to::ObjectKind;
using points_to::PointsTo;
using protocol::ObjectId;
using protocol::Protocol;
using protocol::RoleId;
using summary::OwnerOf;
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

std::string Unquoted(const std::string& text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

/// Below this number of accesses a protocol keeps all of them, so that every pair is in the report.
constexpr std::size_t kSmallProtocol = 300;

class Builder {
 public:
  Builder(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
          const ProtocolInput& input)
      : analyzer_(analyzer),
        program_(analyzer.program()),
        points_to_(analyzer.points_to()),
        roles_(roles),
        input_(input),
        sites_(analyzer.program()) {}

  Protocol Run();

 private:
  void NumberRoles();
  void AddRoles();
  void CollectRoots();
  void CollectRoot(const Term& address);
  ObjectId ObjectFor(points_to::ObjectId object, const Term* root);
  std::vector<ObjectId> ObjectsFor(const Term& address, const std::vector<Location>& where);
  Term Polish(const Term& term, bool as_address);
  Term PolishNode(const Term& term);
  bool StorageIsCollapsed(const std::vector<Location>& where) const;
  void AddAccesses(std::size_t index);
  void AddEvents(std::size_t index);
  void AddUnresolved(std::size_t index);
  std::vector<RoleId> LiveRoles(std::size_t index, const summary::Context& context) const;
  bool ConditionIsExact(const Term& condition, std::string* why) const;
  using UseKey = std::tuple<RoleId, std::vector<RoleId>, protocol::AccessKind>;
  bool MayMeet(RoleId a, const std::vector<RoleId>& a_live, RoleId b,
               const std::vector<RoleId>& b_live) const;
  void DropUnpaired();
  void MarkTickets();
  void AddAssumptions();

  summary::Analyzer& analyzer_;
  const Program& program_;
  const PointsTo& points_to_;
  const std::vector<BuiltRole>& roles_;
  const ProtocolInput& input_;
  SiteTable sites_;
  Protocol protocol_;
  std::vector<RoleId> role_of_;            // by built role
  std::vector<std::int32_t> event_start_;  // by built role
  std::set<RoleId> root_outliving_;
  std::map<std::string, ObjectId> object_by_root_;
  std::map<points_to::ObjectId, ObjectId> object_by_place_;
  std::map<points_to::ObjectId, std::set<ObjectId>> rooted_;
  std::map<std::string, int> key_count_;
  std::vector<const AccessFact*> fact_of_;  // by access
  bool uses_arithmetic_ = false;
};

void Builder::NumberRoles() {
  role_of_.assign(roles_.size(), protocol::kNone);
  RoleId next = 0;
  RoleId shared_root = protocol::kNone;
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    // Entries that one thread at a time calls are one role: it calls them in any order.
    if (roles_[i].parent < 0 && !roles_[i].many) {
      if (shared_root < 0) shared_root = next++;
      role_of_[i] = shared_root;
    } else {
      role_of_[i] = next++;
    }
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i].parent >= 0) continue;
    // `main` is entered once and after all initialisers; what it leaves running meets nobody else.
    const facts::Function& entry = program_.function(roles_[i].entry);
    if (entry.name == "main") continue;
    for (std::int32_t out : roles_[i].outliving) root_outliving_.insert(role_of_[out]);
  }
}

void Builder::AddRoles() {
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const BuiltRole& built = roles_[i];
    const facts::Function& entry = program_.function(built.entry);
    if (static_cast<std::size_t>(role_of_[i]) < protocol_.roles.size()) continue;  // shared root
    protocol::Role role;
    role.entry = entry.name;
    role.name = entry.name;
    for (const facts::Claim& claim : entry.claims) {
      if (claim.name == "role" && !claim.arguments.empty()) {
        role.name = Unquoted(claim.arguments[0]);
      }
    }
    role.many = built.many;
    if (built.parent < 0) {
      role.id = role_of_[i] == 0 ? "root" : "root:" + entry.key;
      if (!built.many) role.name = "main";
    } else {
      role.parent = role_of_[built.parent];
      role.spawn_site = sites_.Of(built.spawn_stack.back());
      role.id = protocol_.roles[role.parent].id + "/" + sites_.At(role.spawn_site).key;
      for (std::size_t j = 0; j < protocol_.roles.size(); ++j) {
        if (protocol_.roles[j].id == role.id) {
          role.id += "@" + std::to_string(i);  // the same spawn through another call chain
          break;
        }
      }
      for (std::int32_t sibling : built.live_at_spawn) {
        role.live_at_spawn.push_back(role_of_[sibling]);
        for (std::int32_t out : roles_[sibling].outliving) {
          role.live_at_spawn.push_back(role_of_[out]);
        }
      }
      // Threads left over from an earlier call of an entry, and below siblings that were joined.
      for (RoleId out : root_outliving_) role.live_at_spawn.push_back(out);
      // An earlier activation of the parent left its threads behind; in this one only what lies
      // below its children can have outlived a join.
      if (!IsSingleInstance(roles_, built.parent)) {
        for (std::int32_t out : roles_[built.parent].outliving) {
          role.live_at_spawn.push_back(role_of_[out]);
        }
      }
      for (const auto& [spawn, children] : roles_[built.parent].children) {
        for (std::int32_t child : children) {
          for (std::int32_t out : roles_[child].outliving) {
            role.live_at_spawn.push_back(role_of_[out]);
          }
        }
      }
      std::sort(role.live_at_spawn.begin(), role.live_at_spawn.end());
      role.live_at_spawn.erase(std::unique(role.live_at_spawn.begin(), role.live_at_spawn.end()),
                               role.live_at_spawn.end());
      if (built.live_at_spawn.count(static_cast<std::int32_t>(i)) == 0 && !built.many) {
        role.live_at_spawn.erase(
            std::remove(role.live_at_spawn.begin(), role.live_at_spawn.end(), role_of_[i]),
            role.live_at_spawn.end());
      }
    }
    protocol_.roles.push_back(std::move(role));
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    protocol::Role& role = protocol_.roles[role_of_[i]];
    for (const Term& term : roles_[i].distinct) role.distinct.push_back(Polish(term, false));
  }
}

bool Builder::StorageIsCollapsed(const std::vector<Location>& where) const {
  return std::any_of(where.begin(), where.end(), [&](const Location& place) {
    const points_to::Object& object = points_to_.object(place.object);
    return object.kind == ObjectKind::kElements && object.is_collapsed;
  });
}

ObjectId Builder::ObjectFor(points_to::ObjectId object, const Term* root) {
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

void Builder::CollectRoot(const Term& address) {
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

void Builder::CollectRoots() {
  for (const BuiltRole& role : roles_) {
    for (const AccessFact& access : role.accesses) {
      CollectRoot(access.address);
      for (const summary::Held& held : access.context.held) CollectRoot(held.lock);
    }
    for (const EventFact& event : role.events) CollectRoot(event.object);
  }
}

std::vector<ObjectId> Builder::ObjectsFor(const Term& address, const std::vector<Location>& where) {
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

Term Builder::PolishNode(const Term& term) {
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

Term Builder::Polish(const Term& term, bool as_address) {
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

std::vector<RoleId> Builder::LiveRoles(std::size_t index, const summary::Context& context) const {
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

bool Builder::ConditionIsExact(const Term& condition, std::string* why) const {
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

void Builder::AddAccesses(std::size_t index) {
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

void Builder::AddEvents(std::size_t index) {
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

void Builder::AddUnresolved(std::size_t index) {
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

bool Builder::MayMeet(RoleId a, const std::vector<RoleId>& a_live, RoleId b,
                      const std::vector<RoleId>& b_live) const {
  const std::vector<protocol::Role>& roles = protocol_.roles;
  if (a == b) return roles[a].many;
  const auto chain_of = [&](RoleId role) {
    std::vector<RoleId> chain;
    for (RoleId r = role; r >= 0; r = roles[r].parent) chain.insert(chain.begin(), r);
    return chain;
  };
  const std::vector<RoleId> x = chain_of(a);
  const std::vector<RoleId> y = chain_of(b);
  std::size_t common = 0;
  while (common < x.size() && common < y.size() && x[common] == y[common]) {
    if (roles[x[common]].many) return true;  // instances of different ancestors
    ++common;
  }
  if (common == 0) return true;
  const auto contains = [](const std::vector<RoleId>& live, const std::vector<RoleId>& chain,
                           std::size_t from) {
    for (std::size_t i = from; i < chain.size(); ++i) {
      if (std::find(live.begin(), live.end(), chain[i]) != live.end()) return true;
    }
    return false;
  };
  if (common == x.size()) return contains(a_live, y, common);
  if (common == y.size()) return contains(b_live, x, common);
  return contains(roles[y[common]].live_at_spawn, x, common) ||
         contains(roles[x[common]].live_at_spawn, y, common);
}

void Builder::DropUnpaired() {
  // An access matters if some other access or unknown code can meet it at one of its objects: two
  // instances that touch the object, and a write among them.
  struct Use {
    std::set<RoleId> roles;
    bool many = false;
    bool written = false;
  };
  std::vector<Use> uses(protocol_.objects.size());
  bool everything = false;
  for (const protocol::Access& access : protocol_.accesses) {
    for (ObjectId object : access.objects) {
      uses[object].roles.insert(access.role);
      uses[object].many |= protocol_.roles[access.role].many;
      uses[object].written |= access.kind == protocol::AccessKind::kWrite;
    }
  }
  for (const protocol::Unresolved& entry : protocol_.unresolved) {
    everything |= entry.everything;
    for (ObjectId object : entry.objects) {
      uses[object].roles.insert(entry.role);
      uses[object].many |= entry.role == protocol::kNone || protocol_.roles[entry.role].many;
      uses[object].written = true;
    }
  }
  if (everything) return;
  // In a large protocol also what no other role can meet in time: before the first spawn, after the
  // last join.
  std::vector<std::set<ObjectId>> met(protocol_.accesses.size());
  const bool large = protocol_.accesses.size() > kSmallProtocol;
  if (large) {
    std::map<ObjectId, std::map<UseKey, std::vector<std::size_t>>> groups;
    for (std::size_t i = 0; i < protocol_.accesses.size(); ++i) {
      const protocol::Access& access = protocol_.accesses[i];
      for (ObjectId object : access.objects) {
        groups[object][{access.role, access.live, access.kind}].push_back(i);
      }
    }
    for (const auto& [object, by_key] : groups) {
      for (const auto& [a, members] : by_key) {
        bool meets = false;
        for (const auto& [b, others] : by_key) {
          const bool writes = std::get<2>(a) == protocol::AccessKind::kWrite ||
                              std::get<2>(b) == protocol::AccessKind::kWrite;
          meets |=
              writes && MayMeet(std::get<0>(a), std::get<1>(a), std::get<0>(b), std::get<1>(b));
        }
        for (const protocol::Unresolved& entry : protocol_.unresolved) {
          meets |= std::binary_search(entry.objects.begin(), entry.objects.end(), object);
        }
        if (!meets) continue;
        for (std::size_t i : members) met[i].insert(object);
      }
    }
  }
  std::vector<protocol::Access> kept;
  std::vector<const AccessFact*> facts;
  for (std::size_t i = 0; i < protocol_.accesses.size(); ++i) {
    protocol::Access& access = protocol_.accesses[i];
    const bool matters =
        std::any_of(access.objects.begin(), access.objects.end(), [&](ObjectId object) {
          return uses[object].written && (uses[object].many || uses[object].roles.size() > 1) &&
                 (!large || met[i].count(object) != 0);
        });
    if (!matters) continue;
    kept.push_back(std::move(access));
    facts.push_back(fact_of_[i]);
  }
  protocol_.accesses = std::move(kept);
  fact_of_ = std::move(facts);
}

void Builder::MarkTickets() {
  // A counter is a source of tickets if, while several threads run, only fetch_add changes it.
  for (std::size_t i = 0; i < protocol_.accesses.size(); ++i) {
    if (!fact_of_[i]->is_counter_step) continue;
    bool only_steps = true;
    for (std::size_t j = 0; j < protocol_.accesses.size() && only_steps; ++j) {
      const AccessFact& other = *fact_of_[j];
      if (!other.is_write || other.is_counter_step) continue;
      const protocol::Access& access = protocol_.accesses[j];
      if (access.role == 0 && access.live.empty() && !protocol_.roles[0].many) continue;
      only_steps = !summary::Intersects(other.where, fact_of_[i]->where);
    }
    protocol_.accesses[i].is_ticket = only_steps;
  }
}

void Builder::AddAssumptions() {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < input_.roots.size(); ++i) {
    const std::string& aliasing = input_.root_aliasing[i];
    if (aliasing == "everything" || aliasing == "nothing" || !seen.insert(aliasing).second)
      continue;
    protocol_.assumptions.push_back({"environment-" + std::to_string(seen.size()),
                                     "callers keep the claim of the entry: " + aliasing,
                                     protocol::kNone});
  }
  if (uses_arithmetic_) {
    protocol_.assumptions.push_back({"arithmetic",
                                     "signed and 64-bit arithmetic in addresses does not overflow",
                                     protocol::kNone});
  }
}

Protocol Builder::Run() {
  protocol_.name = input_.name;
  for (std::size_t i = 0; i < input_.roots.size(); ++i) {
    protocol::Root root;
    root.function = program_.function(input_.roots[i].function).name;
    root.threads = input_.roots[i].many_threads ? "any" : "one";
    root.aliasing = input_.root_aliasing[i];
    protocol_.roots.push_back(std::move(root));
  }
  NumberRoles();
  // Role ids are needed before terms can be polished, distinct terms after.
  AddRoles();
  CollectRoots();
  std::int32_t next_event = 0;
  for (const BuiltRole& built : roles_) {
    event_start_.push_back(next_event);
    next_event += static_cast<std::int32_t>(built.events.size());
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) AddEvents(i);
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const BuiltRole& built = roles_[i];
    if (built.parent < 0 || built.spawn_event < 0) continue;
    const std::int32_t event = event_start_[built.parent] + built.spawn_event;
    protocol_.roles[role_of_[i]].spawn_event = event;
    protocol_.events[event].prefix.clear();
    for (std::int32_t before : built.spawn_prefix) {
      protocol_.events[event].prefix.push_back(event_start_[built.parent] + before);
    }
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) AddAccesses(i);
  for (std::size_t i = 0; i < roles_.size(); ++i) AddUnresolved(i);
  DropUnpaired();
  AddPhases(analyzer_, roles_, role_of_, fact_of_, &protocol_);
  MarkTickets();
  bool overflow = input_.overflow;
  for (const BuiltRole& built : roles_) overflow |= built.overflow;
  if (overflow || points_to_.exhausted()) {
    protocol::Unresolved entry;
    entry.kind = "limit";
    entry.detail = "the program is too large for the analysis, or recursion did not converge";
    entry.everything = true;
    protocol_.unresolved.push_back(std::move(entry));
  }
  // What the entry of a protocol leaves running meets its next call, whose objects bear the same
  // names; only `main` is entered once.
  bool runs_once = true;
  for (const RootEntry& root : input_.roots) {
    const facts::Function& entry = program_.function(root.function);
    runs_once &= entry.name == "main" || entry.is_initializer;
  }
  if (!runs_once && !root_outliving_.empty()) {
    protocol::Unresolved entry;
    entry.kind = "thread outlives its protocol";
    entry.detail = protocol_.roles[*root_outliving_.begin()].name;
    entry.site = protocol_.roles[*root_outliving_.begin()].spawn_site;
    entry.everything = true;
    protocol_.unresolved.push_back(std::move(entry));
  }
  // Destructors that the library runs at the end of a thread, or at exit beside threads still
  // running, are in no call chain.
  bool left_running = false;
  for (const BuiltRole& built : roles_)
    left_running |= built.parent < 0 && !built.outliving.empty();
  for (const GlobalEntry& entry : program_.globals()) {
    if (!entry.global->runs_at_end) continue;
    if (points_to_.GlobalObject(entry.global->usr) < 0) continue;
    if (!entry.global->is_thread_local && !left_running) continue;
    protocol::Unresolved hidden;
    hidden.kind = entry.global->is_thread_local ? "destructor at the end of a thread"
                                                : "destructor at exit beside running threads";
    hidden.detail =
        entry.global->name + " at " + program_.UnitPositionText(entry.unit, entry.global->position);
    hidden.everything = true;
    protocol_.unresolved.push_back(std::move(hidden));
  }
  // Replaced by one source, called from every other and from the library itself.
  for (std::size_t f = 0; f < program_.functions().size(); ++f) {
    const facts::Function& function = program_.function(static_cast<FunctionId>(f));
    if (function.usr.rfind("c:@F@operator new", 0) != 0 &&
        function.usr.rfind("c:@F@operator delete", 0) != 0) {
      continue;
    }
    protocol::Unresolved replaced;
    replaced.kind = "replaced global operator";
    replaced.detail = function.key;
    replaced.everything = true;
    protocol_.unresolved.push_back(std::move(replaced));
  }
  for (const LinkIssue& issue : input_.issues) {
    protocol::Unresolved entry;
    entry.kind = "inconsistent program";
    entry.detail = issue.text;
    entry.everything = true;
    protocol_.unresolved.push_back(std::move(entry));
  }
  AddAssumptions();
  protocol_.sites = sites_.Take();
  return std::move(protocol_);
}

}  // namespace

Protocol BuildProtocol(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                       const ProtocolInput& input) {
  return Builder(analyzer, roles, input).Run();
}

bool IsSingleInstance(const std::vector<BuiltRole>& roles, std::int32_t role) {
  for (std::int32_t r = role; r >= 0; r = roles[r].parent) {
    if (roles[r].many) return false;
    if (roles[r].parent < 0) continue;
    if (!roles[r].has_count || !(roles[r].count == Term::Integer(1))) return false;
  }
  return true;
}

namespace {

/// True if threads below already joined ones may still run.
bool HasOutliving(const BuiltRole& role, const summary::Context& context) {
  return context.may_follow_spawn && !role.outliving.empty();
}

}  // namespace

void SplitWrites(const summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                 const std::vector<RootEntry>& roots, std::vector<summary::WriteFact>* changing,
                 std::vector<std::int32_t>* changing_by, std::vector<summary::WriteFact>* quiescent,
                 std::vector<std::int32_t>* quiescent_by) {
  (void)roots;
  bool left_over = false;
  for (const BuiltRole& role : roles) {
    if (role.parent >= 0) continue;
    left_over |= !role.outliving.empty() && analyzer.program().function(role.entry).name != "main";
  }
  for (std::size_t r = 0; r < roles.size(); ++r) {
    const BuiltRole& role = roles[r];
    const std::int32_t by =
        IsSingleInstance(roles, static_cast<std::int32_t>(r)) ? static_cast<std::int32_t>(r) : -1;
    for (const AccessFact& access : role.accesses) {
      if (!access.is_write) continue;
      std::uint32_t bytes = 0;
      if (access.size.IsInteger() && access.size.integer() < (std::int64_t{1} << 30)) {
        bytes = static_cast<std::uint32_t>(access.size.integer());
      }
      const summary::WriteFact write{access.address, bytes, access.where};
      const bool alone = role.parent < 0 && !role.many && access.context.live.empty() &&
                         !left_over && !HasOutliving(role, access.context);
      (alone ? quiescent : changing)->push_back(write);
      (alone ? quiescent_by : changing_by)->push_back(by);
    }
    // What is not understood may write what it reaches.
    for (const UnresolvedFact& fact : role.unresolved) {
      summary::WriteFact write;
      if (fact.everything) {
        write.where.push_back(Location::Any(PointsTo::kAnythingObject));
      }
      for (std::int32_t object : fact.objects) write.where.push_back(Location::Any(object));
      changing->push_back(write);
      changing_by->push_back(-1);
    }
  }
}

}  // namespace interlock::link
