// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/outline.h"

#include <algorithm>
#include <map>

#include "models/protocol/protocol_names.h"

namespace interlock::protocol {
namespace {

constexpr const char* kInitializer = "(initializer of ";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes away every run of digits that follows one of `marks`, and the mark.
std::string WithoutNumbersAfter(const std::string& text, const std::string& marks) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool number =
        marks.find(text[i]) != std::string::npos && i + 1 < text.size() && IsDigit(text[i + 1]);
    if (!number) {
      result += text[i];
      continue;
    }
    while (i + 1 < text.size() && IsDigit(text[i + 1])) ++i;
  }
  return result;
}

/// "interlock::Run<T>(int)" -> "Run"; what is no plain name stays whole.
std::string ShortName(const std::string& function) {
  const std::string head = function.substr(0, function.find_first_of("(<"));
  if (head.empty() || head.ends_with("operator")) return function;
  const std::size_t at = head.rfind("::");
  const std::string name = at == std::string::npos ? head : head.substr(at + 2);
  return name.empty() ? function : name;
}

template <typename Entry>
void SortUnique(std::vector<Entry>* entries) {
  const auto before = [](const Entry& a, const Entry& b) { return Key(a) < Key(b); };
  std::sort(entries->begin(), entries->end(), before);
  const auto equal = [](const Entry& a, const Entry& b) { return Key(a) == Key(b); };
  entries->erase(std::unique(entries->begin(), entries->end(), equal), entries->end());
}

template <typename Value>
void SortUniqueValues(std::vector<Value>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

void Append(const Words& from, Words* to) { to->insert(to->end(), from.begin(), from.end()); }

class Maker {
 public:
  explicit Maker(const Protocol& protocol) : p_(protocol) {
    for (const Object& object : p_.objects) {
      object_names_.push_back(NameOf(object));
      name_of_key_.emplace(object.key, object_names_.back());
    }
    for (std::size_t i = 0; i < p_.roles.size(); ++i) {
      role_names_.push_back(NameOf(p_.roles[i]));
    }
  }

  Outline Make() {
    out_.name = p_.name;
    AddRoots();
    AddRoles();
    for (const Object& object : p_.objects) Add(object);
    for (const Event& event : p_.events) Add(event);
    for (const Access& access : p_.accesses) Add(access);
    AddTexts();
    for (const Unresolved& entry : p_.unresolved) Add(entry);
    Normalize(&out_);
    return std::move(out_);
  }

 private:
  static std::string NameOf(const Object& object) {
    // The numbers in names of elements are offsets.
    std::string name = WithoutNumbersAfter(object.name, "+%");
    if (name.empty()) name = object.kind;
    const bool needs_type = object.kind == "local" || object.kind == "return slot";
    return needs_type && !object.type.empty() ? name + " (" + object.type + ")" : name;
  }

  /// The function in which the outermost ancestor below a root is started.
  std::string StartedIn(const Role& role) const {
    const Role* top = &role;
    while (top->parent >= 0 && p_.roles[top->parent].parent >= 0) top = &p_.roles[top->parent];
    if (top->spawn_event < 0) return "";
    const Event& spawn = p_.events[top->spawn_event];
    const SiteId site = spawn.stack.empty() ? spawn.site : spawn.stack.front();
    return site < 0 ? "" : ShortName(p_.sites[site].function);
  }

  std::string NameOf(const Role& role) const {
    if (role.parent < 0) return role.name;
    std::string chain = role.name;
    const Role* above = &p_.roles[role.parent];
    for (; above->parent >= 0; above = &p_.roles[above->parent]) {
      chain = above->name + " > " + chain;
    }
    if (above != &p_.roles[0]) chain = above->name + " > " + chain;
    const std::string function = StartedIn(role);
    return function.empty() ? chain : chain + " (" + function + ")";
  }

  std::string RootText(const Term& term, const char* kind) const {
    const auto name = name_of_key_.find(term.symbol());
    return name == name_of_key_.end() ? std::string("some ") + kind : name->second;
  }

  /// The term in words, without identities that another extraction numbers differently.
  std::string Text(const Term& term) const {
    switch (term.kind()) {
      case TermKind::kInteger:
        return std::to_string(term.integer());
      case TermKind::kParameter: {
        // "root:<function>:<index>"
        const std::size_t at = term.symbol().rfind(':');
        const std::string head = term.symbol().substr(0, at);
        return at == std::string::npos
                   ? term.symbol()
                   : "parameter " + term.symbol().substr(at + 1) + " of " +
                         ShortName(head.starts_with("root:") ? head.substr(5) : head);
      }
      case TermKind::kGlobal: {
        const auto name = name_of_key_.find(term.symbol());
        return name == name_of_key_.end() ? term.symbol() : name->second;
      }
      case TermKind::kLocal:
        return RootText(term, "local");
      case TermKind::kHeap:
        return RootText(term, "heap object");
      case TermKind::kField:
        return term.integer() == 0 ? Text(term.child(0))
                                   : Text(term.child(0)) + "+" + std::to_string(term.integer());
      case TermKind::kIndex:
        return Text(term.child(0)) + "[" + Text(term.child(1)) + "]";
      case TermKind::kElements:
        return "elements of " + Text(term.child(0));
      case TermKind::kLoad:
      case TermKind::kLoadAddress:
      case TermKind::kOwned:
        return "*(" + Text(term.child(0)) + ")";
      case TermKind::kReceived:
        return "received from " + Text(term.child(0));
      case TermKind::kTicket:
        return "ticket of " + Text(term.child(0));
      case TermKind::kInduction:
        return "loop variable";
      case TermKind::kInstance:
        return "instance";
      case TermKind::kFunction:
        return "function";
      case TermKind::kUnknown:
      case TermKind::kUnknownAddress:
        return "?";
      case TermKind::kNull:
        return "null";
      default: {
        std::string text = std::string("(") + TermHead(term.kind());
        for (const Term& child : term.children()) text += " " + Text(child);
        return text + ")";
      }
    }
  }

  Words RoleNames(const std::vector<RoleId>& roles) const {
    Words names;
    for (const RoleId role : roles) names.push_back(role_names_[role]);
    SortUniqueValues(&names);
    return names;
  }

  Words ObjectNames(const std::vector<ObjectId>& objects) const {
    Words names;
    for (const ObjectId object : objects) names.push_back(object_names_[object]);
    SortUniqueValues(&names);
    return names;
  }

  std::string RoleName(RoleId role) const { return role < 0 ? "" : role_names_[role]; }

  void AddRoots() {
    for (const Root& root : p_.roots) {
      // One for every source of the program: together they are one root.
      const bool initializer = root.function.starts_with(kInitializer);
      out_.roots.push_back(
          {initializer ? "(dynamic initialisers)" : root.function, root.threads, root.aliasing});
    }
  }

  void AddRoles() {
    for (std::size_t i = 0; i < p_.roles.size(); ++i) {
      const Role& role = p_.roles[i];
      OutlineRole entry;
      entry.name = role_names_[i];
      entry.entry = role.entry;
      entry.parent = RoleName(role.parent);
      entry.many = role.many;
      for (const Term& term : role.distinct) entry.distinct.push_back(Text(term));
      entry.live_at_spawn = RoleNames(role.live_at_spawn);
      out_.roles.push_back(std::move(entry));
    }
  }

  void Add(const Object& object) {
    OutlineObject entry;
    entry.name = NameOf(object);
    entry.kinds = {object.kind};
    if (!object.type.empty()) entry.types = {object.type};
    entry.multiplicities = {MultiplicityNames()[static_cast<std::size_t>(object.multiplicity)]};
    if (object.owner >= 0) entry.owners = {role_names_[object.owner]};
    out_.objects.push_back(std::move(entry));
  }

  void Add(const Event& event) {
    OutlineEvent entry;
    entry.role = role_names_[event.role];
    entry.kind = EventKindNames()[static_cast<std::size_t>(event.kind)];
    if (!event.object.IsInteger()) entry.object = Text(event.object);
    entry.shared_mode = event.shared_mode;
    entry.child = RoleName(event.child);
    entry.linear = event.linear;
    out_.events.push_back(std::move(entry));
  }

  void Add(const Access& access) {
    OutlineAccess entry;
    entry.role = role_names_[access.role];
    entry.objects = ObjectNames(access.objects);
    entry.what = access.what;
    entry.kind = AccessKindNames()[static_cast<std::size_t>(access.kind)];
    entry.order = MemoryOrderNames()[static_cast<std::size_t>(access.order)];
    entry.ticket = access.is_ticket;
    Protection& protection = entry.protection;
    for (const HeldLock& held : access.held) {
      protection.locks.push_back(
          {Text(held.lock), LockModeNames()[static_cast<std::size_t>(held.mode)]});
    }
    protection.live = RoleNames(access.live);
    for (const PhaseInterval& phase : access.phases) {
      protection.phases.push_back({Text(phase.object), phase.low, phase.high, phase.arrives});
    }
    for (const Term& channel : access.handed_over) protection.handed_over.push_back(Text(channel));
    protection.owned = access.owned;
    protection.in_cell = access.in_cell;
    out_.accesses.push_back(std::move(entry));
  }

  void AddTexts() {
    for (const Fact& fact : p_.facts) out_.texts.push_back({"fact", Text(fact.term), fact.bound});
    for (const Obligation& obligation : p_.obligations) {
      out_.texts.push_back({"obligation", Text(obligation.condition), ""});
    }
    for (const Assumption& assumption : p_.assumptions) {
      out_.texts.push_back({"assumption", assumption.text, ""});
    }
    for (const NotCovered& entry : p_.coverage.not_covered) {
      out_.texts.push_back({"not covered", entry.kind + " " + entry.name, ""});
    }
  }

  void Add(const Unresolved& unresolved) {
    out_.unresolved.push_back({unresolved.kind, unresolved.detail, RoleName(unresolved.role),
                               unresolved.everything, ObjectNames(unresolved.objects),
                               RoleNames(unresolved.live)});
  }

  const Protocol& p_;
  Words role_names_;
  Words object_names_;
  std::map<std::string, std::string> name_of_key_;
  Outline out_;
};

/// Roles of one name: started in several places, and any number if one of them may be.
void MergeInto(const OutlineRole& from, OutlineRole* to) {
  to->many |= from.many;
  to->places += from.places;
  to->entry = std::min(to->entry, from.entry);
  to->parent = std::min(to->parent, from.parent);
  Append(from.distinct, &to->distinct);
  Append(from.live_at_spawn, &to->live_at_spawn);
}

void MergeInto(const OutlineObject& from, OutlineObject* to) {
  Append(from.kinds, &to->kinds);
  Append(from.types, &to->types);
  Append(from.multiplicities, &to->multiplicities);
  Append(from.owners, &to->owners);
}

template <typename Entry>
void MergeByName(std::vector<Entry>* entries) {
  std::map<std::string, Entry> merged;
  for (Entry& entry : *entries) {
    const auto [place, added] = merged.emplace(entry.name, entry);
    if (!added) MergeInto(entry, &place->second);
  }
  entries->clear();
  for (auto& [name, entry] : merged) entries->push_back(std::move(entry));
}

}  // namespace

Outline MakeOutline(const Protocol& protocol) { return Maker(protocol).Make(); }

void Normalize(Outline* outline) {
  MergeByName(&outline->roles);
  MergeByName(&outline->objects);
  for (OutlineRole& role : outline->roles) {
    SortUniqueValues(&role.distinct);
    SortUniqueValues(&role.live_at_spawn);
  }
  for (OutlineObject& object : outline->objects) {
    for (Words* words : {&object.kinds, &object.types, &object.multiplicities, &object.owners}) {
      SortUniqueValues(words);
    }
  }
  for (OutlineAccess& access : outline->accesses) {
    SortUniqueValues(&access.objects);
    SortUniqueValues(&access.protection.locks);
    SortUniqueValues(&access.protection.live);
    SortUniqueValues(&access.protection.phases);
    SortUniqueValues(&access.protection.handed_over);
  }
  for (OutlineUnresolved& entry : outline->unresolved) {
    SortUniqueValues(&entry.objects);
    SortUniqueValues(&entry.live);
  }
  SortUnique(&outline->roots);
  SortUnique(&outline->roles);
  SortUnique(&outline->objects);
  SortUnique(&outline->events);
  SortUnique(&outline->accesses);
  SortUnique(&outline->texts);
  SortUnique(&outline->unresolved);
}

bool SameOutline(const Outline& a, const Outline& b) {
  const auto same = [](const auto& x, const auto& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const auto& e, const auto& f) { return Key(e) == Key(f); });
  };
  return a.name == b.name && same(a.roots, b.roots) && same(a.roles, b.roles) &&
         same(a.objects, b.objects) && same(a.events, b.events) && same(a.accesses, b.accesses) &&
         same(a.texts, b.texts) && same(a.unresolved, b.unresolved);
}

}  // namespace interlock::protocol
