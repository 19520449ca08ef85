// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/outline_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "models/protocol/outline_access_diff.h"
#include "models/protocol/outline_match.h"

namespace interlock::protocol {
namespace {

constexpr std::size_t kShownAt = 4;

std::string Quote(const std::string& name) { return "`" + name + "`"; }

std::string QuoteAll(const Words& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + Quote(name);
  return text.empty() ? "none" : text;
}

Words Minus(const Words& a, const Words& b) {
  Words result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

template <typename Entry>
Words NamesOf(const std::vector<Entry>& entries) {
  Words names;
  for (const Entry& entry : entries) names.push_back(entry.name);
  return names;  // sorted: invariant 1 of outline.h
}

std::string InstancesText(bool many) { return many ? "any number of instances" : "one instance"; }

/// Verb of an event in the third person.
std::string VerbOf(const OutlineEvent& event) {
  static const std::map<std::string, std::string> verbs = {
      {"spawn", "starts"},   {"join", "joins"},        {"lock", "locks"},
      {"unlock", "unlocks"}, {"send", "sends to"},     {"receive", "receives from"},
      {"close", "closes"},   {"wait", "waits on"},     {"signal", "signals"},
      {"once", "runs once"}, {"barrier", "arrives at"}};
  const auto verb = verbs.find(event.kind);
  std::string text = verb == verbs.end() ? event.kind : verb->second;
  if (!event.child.empty()) return text + " " + Quote(event.child);
  return text + " " + (event.object.empty() ? "something unnamed" : Quote(event.object));
}

bool Mentions(const std::set<std::string>& names, const std::string& name) {
  return names.count(name) > 0;
}

void Erase(const std::set<std::string>& names, Words* from) {
  std::erase_if(*from, [&](const std::string& name) { return Mentions(names, name); });
}

/// Takes roles out of an outline, with everything they do and every mention of them.
void RemoveRoles(const std::set<std::string>& gone, Outline* outline) {
  std::erase_if(outline->roles, [&](const OutlineRole& e) { return Mentions(gone, e.name); });
  for (OutlineRole& e : outline->roles) Erase(gone, &e.live_at_spawn);
  for (OutlineObject& e : outline->objects) Erase(gone, &e.owners);
  std::erase_if(outline->events, [&](const OutlineEvent& e) {
    return Mentions(gone, e.role) || Mentions(gone, e.child);
  });
  std::erase_if(outline->accesses, [&](const OutlineAccess& e) { return Mentions(gone, e.role); });
  for (OutlineAccess& e : outline->accesses) Erase(gone, &e.protection.live);
  std::erase_if(outline->unresolved,
                [&](const OutlineUnresolved& e) { return Mentions(gone, e.role); });
  for (OutlineUnresolved& e : outline->unresolved) Erase(gone, &e.live);
  Normalize(outline);
}

/// Takes objects out of an outline, with the accesses that touch nothing else.
void RemoveObjects(const std::set<std::string>& gone, Outline* outline) {
  std::erase_if(outline->objects, [&](const OutlineObject& e) { return Mentions(gone, e.name); });
  std::erase_if(outline->accesses, [&](const OutlineAccess& e) {
    return !e.objects.empty() &&
           std::all_of(e.objects.begin(), e.objects.end(),
                       [&](const std::string& object) { return Mentions(gone, object); });
  });
  for (OutlineAccess& e : outline->accesses) Erase(gone, &e.objects);
  for (OutlineUnresolved& e : outline->unresolved) Erase(gone, &e.objects);
  Normalize(outline);
}

class Diff {
 public:
  Diff(const Outline& old, const Outline& now) : old_(old), now_(WithNamesOf(old, now)) {}

  std::vector<OutlineChange> Run() {
    if (SameButForNames()) return {};
    Roots();
    Roles();
    Objects();
    AccessDiff accesses = DiffAccesses(old_.accesses, now_.accesses);
    Events(accesses);
    for (OutlineChange& change : accesses.changes) changes_.push_back(std::move(change));
    Texts();
    UnresolvedEntries();
    // The name of a protocol is the name of its file and of its proofs.
    if (old_.name != now_.name) {
      Add("root", "the protocol is now named " + Quote(now_.name) + ", was " + Quote(old_.name));
    }
    if (changes_.empty()) Add("text", "the protocols differ in a way that has no words yet");
    return std::move(changes_);
  }

 private:
  bool SameButForNames() const { return SameOutline(old_, now_); }

  void Add(const char* kind, std::string text, Words at = {}) {
    changes_.push_back({kind, std::move(text), std::move(at)});
  }

  void Roots() {
    std::map<std::string, std::vector<const OutlineRoot*>> old_roots, now_roots;
    for (const OutlineRoot& e : old_.roots) old_roots[e.function].push_back(&e);
    for (const OutlineRoot& e : now_.roots) now_roots[e.function].push_back(&e);
    const auto claims = [](const std::vector<const OutlineRoot*>& roots) {
      std::string text;
      for (const OutlineRoot* e : roots) {
        text += (text.empty() ? "" : " or ") + e->threads + " (" + e->aliasing + ")";
      }
      return text;
    };
    for (const auto& [function, roots] : old_roots) {
      const auto now = now_roots.find(function);
      if (now == now_roots.end()) {
        Add("root", "root " + Quote(function) + " is gone");
      } else if (claims(roots) != claims(now->second)) {
        Add("root", "root " + Quote(function) + ": threads and aliasing are now " +
                        claims(now->second) + ", were " + claims(roots));
      }
    }
    for (const auto& [function, roots] : now_roots) {
      if (old_roots.count(function) == 0) {
        Add("root", "new root " + Quote(function) + ": threads " + claims(roots));
      }
    }
  }

  void Roles() {
    const Words gone = Minus(NamesOf(old_.roles), NamesOf(now_.roles));
    const Words added = Minus(NamesOf(now_.roles), NamesOf(old_.roles));
    gone_roles_.insert(gone.begin(), gone.end());
    gone_roles_.insert(added.begin(), added.end());
    for (const std::string& name : gone) Add("role", "role " + Quote(name) + " is gone");
    for (const OutlineRole& e : now_.roles) {
      if (!std::binary_search(added.begin(), added.end(), e.name)) continue;
      Add("role", "new role " + Quote(e.name) + ": " + Quote(e.entry) +
                      (e.parent.empty() ? "" : ", started by " + Quote(e.parent)) + ", " +
                      InstancesText(e.many));
    }
    whole_old_ = old_;
    whole_now_ = now_;
    RemoveRoles(gone_roles_, &old_);
    RemoveRoles(gone_roles_, &now_);
    for (std::size_t i = 0; i < old_.roles.size(); ++i) CompareRole(old_.roles[i], now_.roles[i]);
  }

  void CompareRole(const OutlineRole& old, const OutlineRole& now) {
    const std::string head = "role " + Quote(old.name) + ": ";
    if (old.many != now.many) {
      Add("role", head + InstancesText(now.many) + " now, was " + InstancesText(old.many));
    }
    if (old.entry != now.entry) {
      Add("role", head + "entry is now " + Quote(now.entry) + ", was " + Quote(old.entry));
    }
    if (old.parent != now.parent) {
      Add("role", head + "started by " + Quote(now.parent) + " now, was " + Quote(old.parent));
    }
    if (old.places != now.places) {
      Add("role", head + "started at " + std::to_string(now.places) + " places now, was " +
                      std::to_string(old.places));
    }
    if (old.distinct != now.distinct) {
      Add("role", head + "instances are told apart by " + QuoteAll(now.distinct) +
                      " now, were by " + QuoteAll(old.distinct));
    }
    for (const std::string& live : Minus(now.live_at_spawn, old.live_at_spawn)) {
      Add("role", head + Quote(live) + " may now still run when it is started");
    }
    for (const std::string& live : Minus(old.live_at_spawn, now.live_at_spawn)) {
      Add("role", head + Quote(live) + " can no longer run when it is started");
    }
  }

  /// Whether an object that only one side has needs words: not if roles that only that side has
  /// are all who touch or own it.
  bool NeedsWords(const OutlineObject& object, const Outline& whole) const {
    bool used = false, by_others = false;
    for (const OutlineAccess& e : whole.accesses) {
      if (std::count(e.objects.begin(), e.objects.end(), object.name) == 0) continue;
      used = true;
      by_others |= !Mentions(gone_roles_, e.role);
    }
    if (used) return by_others;
    return object.owners.empty() ||
           std::any_of(object.owners.begin(), object.owners.end(),
                       [&](const std::string& owner) { return !Mentions(gone_roles_, owner); });
  }

  static std::string UsersOf(const std::string& object, const Outline& outline) {
    std::set<std::string> readers, writers;
    for (const OutlineAccess& e : outline.accesses) {
      if (std::count(e.objects.begin(), e.objects.end(), object) == 0) continue;
      (e.kind == "write" ? writers : readers).insert(e.role);
    }
    std::string text;
    if (!writers.empty()) text += ", written by " + QuoteAll({writers.begin(), writers.end()});
    if (!readers.empty()) text += ", read by " + QuoteAll({readers.begin(), readers.end()});
    return text;
  }

  void Objects() {
    const Words gone = Minus(NamesOf(old_.objects), NamesOf(now_.objects));
    const Words added = Minus(NamesOf(now_.objects), NamesOf(old_.objects));
    for (const OutlineObject& e : old_.objects) {
      if (!std::binary_search(gone.begin(), gone.end(), e.name)) continue;
      if (NeedsWords(e, whole_old_)) {
        Add("object", "object " + Quote(e.name) + " is no longer shared");
      }
    }
    for (const OutlineObject& e : now_.objects) {
      if (!std::binary_search(added.begin(), added.end(), e.name)) continue;
      if (NeedsWords(e, whole_now_)) {
        Add("object", "new shared object " + Quote(e.name) + UsersOf(e.name, now_));
      }
    }
    std::set<std::string> all(gone.begin(), gone.end());
    all.insert(added.begin(), added.end());
    RemoveObjects(all, &old_);
    RemoveObjects(all, &now_);
    for (std::size_t i = 0; i < old_.objects.size(); ++i) {
      CompareObject(old_.objects[i], now_.objects[i]);
    }
  }

  void CompareObject(const OutlineObject& old, const OutlineObject& now) {
    const auto compare = [&](const char* what, const Words& before, const Words& after) {
      if (before == after) return;
      Add("object", "object " + Quote(old.name) + ": " + what + " is now " + QuoteAll(after) +
                        ", was " + QuoteAll(before));
    };
    compare("kind", old.kinds, now.kinds);
    compare("type", old.types, now.types);
    compare("number", old.multiplicities, now.multiplicities);
    compare("owner", old.owners, now.owners);
  }

  /// Events that only one side has, each once; the second of a pair that differs in its mode alone
  /// is in `changed`.
  void Events(const AccessDiff& accesses) {
    const auto before = [](const OutlineEvent& a, const OutlineEvent& b) {
      return Key(a) < Key(b);
    };
    std::vector<OutlineEvent> gone, added;
    std::set_difference(old_.events.begin(), old_.events.end(), now_.events.begin(),
                        now_.events.end(), std::back_inserter(gone), before);
    std::set_difference(now_.events.begin(), now_.events.end(), old_.events.begin(),
                        old_.events.end(), std::back_inserter(added), before);
    for (const OutlineEvent& e : gone) {
      const auto other = std::find_if(added.begin(), added.end(), [&](const OutlineEvent& now) {
        return now.role == e.role && now.kind == e.kind && now.object == e.object &&
               now.child == e.child;
      });
      if (other != added.end()) {
        CompareEvent(e, *other, accesses);
        added.erase(other);
      } else if (!FollowsFrom(e, gone, accesses, true)) {
        Add("event", "role " + Quote(e.role) + " no longer " + VerbOf(e));
      }
    }
    for (const OutlineEvent& e : added) {
      if (!FollowsFrom(e, added, accesses, false)) {
        Add("event", "role " + Quote(e.role) + " now " + VerbOf(e));
      }
    }
  }

  void CompareEvent(const OutlineEvent& old, const OutlineEvent& now, const AccessDiff& accesses) {
    const std::string head = "role " + Quote(old.role) + " " + VerbOf(old) + ": ";
    if (old.shared_mode != now.shared_mode) {
      const bool said =
          old.kind == "unlock" || accesses.changed_locks.count({old.role, old.object}) > 0;
      if (!said) {
        Add("event",
            head + (now.shared_mode ? "shared now, was exclusive" : "exclusive now, was shared"));
      }
    }
    if (old.linear != now.linear) {
      Add("event", head + (now.linear ? "what is sent is not used afterwards any more"
                                      : "what is sent may now be used afterwards, too"));
    }
  }

  /// Whether a change of the accesses or of the lock event says it already.
  bool FollowsFrom(const OutlineEvent& e, const std::vector<OutlineEvent>& same_side,
                   const AccessDiff& accesses, bool is_gone) const {
    if (e.kind == "unlock") {
      return std::any_of(same_side.begin(), same_side.end(), [&](const OutlineEvent& other) {
        return other.kind == "lock" && other.role == e.role && other.object == e.object;
      });
    }
    if (e.kind == "lock") return accesses.changed_locks.count({e.role, e.object}) > 0;
    if (e.kind != "join") return false;
    const auto& live = is_gone ? accesses.live_gained : accesses.live_lost;
    return live.count({e.role, e.child}) > 0;
  }

  void Texts() {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> old_texts, now_texts;
    for (const OutlineText& e : old_.texts) old_texts[{e.kind, e.text}].insert(e.bound);
    for (const OutlineText& e : now_.texts) now_texts[{e.kind, e.text}].insert(e.bound);
    const auto bound_text = [](const std::set<std::string>& bounds) {
      std::string text;
      for (const std::string& bound : bounds) {
        text += (text.empty() ? "" : " or ") + (bound.empty() ? "without bound" : bound);
      }
      return text;
    };
    for (const auto& [text, bounds] : old_texts) {
      const auto now = now_texts.find(text);
      if (now == now_texts.end()) {
        Add("text", text.first + " is gone: " + text.second);
      } else if (now->second != bounds) {
        Add("text", text.first + " holds " + bound_text(now->second) + " now, was " +
                        bound_text(bounds) + ": " + text.second);
      }
    }
    for (const auto& [text, bounds] : now_texts) {
      if (old_texts.count(text) == 0) Add("text", "new " + text.first + ": " + text.second);
    }
  }

  static std::string TextOf(const OutlineUnresolved& e) {
    std::string text = e.kind + (e.detail.empty() ? "" : " " + e.detail);
    if (!e.role.empty()) text += " in " + Quote(e.role);
    text += e.everything ? ", may touch everything" : ", may touch " + QuoteAll(e.objects);
    if (!e.live.empty()) text += ", while " + QuoteAll(e.live) + " may run";
    return text;
  }

  void UnresolvedEntries() {
    const auto before = [](const auto& a, const auto& b) { return Key(a) < Key(b); };
    std::vector<OutlineUnresolved> gone, added;
    std::set_difference(old_.unresolved.begin(), old_.unresolved.end(), now_.unresolved.begin(),
                        now_.unresolved.end(), std::back_inserter(gone), before);
    std::set_difference(now_.unresolved.begin(), now_.unresolved.end(), old_.unresolved.begin(),
                        old_.unresolved.end(), std::back_inserter(added), before);
    for (const OutlineUnresolved& e : gone) {
      const auto other =
          std::find_if(added.begin(), added.end(), [&](const OutlineUnresolved& now) {
            return now.kind == e.kind && now.detail == e.detail && now.role == e.role;
          });
      if (other == added.end()) {
        Add("unresolved", "understood now: " + TextOf(e));
        continue;
      }
      Add("unresolved", "not understood: " + TextOf(*other) + "; was: " + TextOf(e));
      added.erase(other);
    }
    for (const OutlineUnresolved& e : added) {
      Add("unresolved", "new, not understood: " + TextOf(e));
    }
  }

  Outline old_, now_;
  Outline whole_old_, whole_now_;     // before roles were taken out
  std::set<std::string> gone_roles_;  // that only one side has
  std::vector<OutlineChange> changes_;
};

}  // namespace

std::string OutlineChange::ToLine() const {
  std::string line = text;
  for (std::size_t i = 0; i < at.size() && i < kShownAt; ++i) {
    line += (i == 0 ? ": " : "; ") + at[i];
  }
  if (at.size() > kShownAt) line += "; and " + std::to_string(at.size() - kShownAt) + " more";
  return line;
}

std::vector<OutlineChange> DiffOutlines(const Outline& old, const Outline& now) {
  return Diff(old, now).Run();
}

}  // namespace interlock::protocol
