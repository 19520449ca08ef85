// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/outline_match.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>

namespace interlock::protocol {
namespace {

// Entities are named by kind and label: 'F' function, 'T' type, 'R' role, 'O' object, 'S' lock or
// other object of synchronisation, 'P' place (what an access touches).
using Entity = std::pair<char, std::string>;
using Names = std::map<Entity, std::string>;  // entity of the new outline -> its old label

constexpr char kSeparator = '\x1f';
constexpr int kRefinements = 6;
constexpr int kPairingRounds = 64;

/// One thing that is said: a literal part, and the entities by the part they play. Entities that
/// play the same part are a set.
struct Statement {
  std::string literal;
  std::vector<std::pair<std::string, Entity>> parts;
};

std::string PlaceLabel(const OutlineAccess& access) {
  std::string label;
  for (const std::string& object : access.objects) label += object + kSeparator;
  return label + access.what;
}

std::string Join(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + kSeparator;
  return text;
}

class Statements {
 public:
  explicit Statements(const Outline& outline) {
    for (const OutlineRoot& e : outline.roots) {
      Begin("root" + e.threads + kSeparator + e.aliasing);
      Part("function", 'F', e.function);
    }
    for (const OutlineRole& e : outline.roles) Add(e);
    for (const OutlineObject& e : outline.objects) {
      Begin("object" + Join(e.kinds) + "," + Join(e.multiplicities));
      Part("", 'O', e.name);
      for (const std::string& type : e.types) Part("type", 'T', type);
      for (const std::string& owner : e.owners) Part("owner", 'R', owner);
    }
    for (const OutlineEvent& e : outline.events) {
      Begin("event" + e.kind + (e.shared_mode ? "s" : "x") + (e.linear ? "l" : "n"));
      Part("", 'R', e.role);
      if (!e.object.empty()) Part("on", 'S', e.object);
      if (!e.child.empty()) Part("child", 'R', e.child);
    }
    for (const OutlineAccess& e : outline.accesses) Add(e);
    for (const OutlineUnresolved& e : outline.unresolved) {
      Begin("unresolved" + e.kind + kSeparator + e.detail + (e.everything ? "!" : "."));
      if (!e.role.empty()) Part("", 'R', e.role);
      for (const std::string& object : e.objects) Part("object", 'O', object);
      for (const std::string& live : e.live) Part("live", 'R', live);
    }
  }

  const std::vector<Statement>& all() const { return all_; }
  const std::set<Entity>& entities() const { return entities_; }

 private:
  void Begin(std::string literal) { all_.push_back({std::move(literal), {}}); }
  void Part(std::string part, char kind, const std::string& label) {
    entities_.insert({kind, label});
    all_.back().parts.push_back({std::move(part), {kind, label}});
  }

  void Add(const OutlineRole& e) {
    Begin("role" + std::to_string(e.many) + "/" + std::to_string(e.places) + Join(e.distinct));
    Part("", 'R', e.name);
    Part("entry", 'F', e.entry);
    if (!e.parent.empty()) Part("parent", 'R', e.parent);
    for (const std::string& live : e.live_at_spawn) Part("live", 'R', live);
  }

  void Add(const OutlineAccess& e) {
    const std::string place = PlaceLabel(e);
    if (entities_.count({'P', place}) == 0) {
      Begin("place");
      Part("", 'P', place);
      for (const std::string& object : e.objects) Part("object", 'O', object);
    }
    const Protection& protection = e.protection;
    Begin("access" + e.kind + kSeparator + e.order + (e.ticket ? "t" : "-") +
          (protection.owned ? "o" : "-") + (protection.in_cell ? "c" : "-"));
    Part("", 'R', e.role);
    Part("place", 'P', place);
    for (const OutlineLock& held : protection.locks) Part("held " + held.mode, 'S', held.lock);
    for (const std::string& live : protection.live) Part("live", 'R', live);
    for (const OutlinePhase& phase : protection.phases) {
      Part("phase " + std::to_string(phase.low) + " " + std::to_string(phase.high) +
               (phase.arrives ? " a" : ""),
           'S', phase.object);
    }
    for (const std::string& channel : protection.handed_over) Part("handed", 'S', channel);
  }

  std::vector<Statement> all_;
  std::set<Entity> entities_;
};

std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  a ^= b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2);
  a *= 0xff51afd7ed558ccdull;
  return a ^ (a >> 32);
}

std::uint64_t HashOf(const std::string& text) { return std::hash<std::string>()(text); }

using Colors = std::map<Entity, std::uint64_t>;

/// Colours of all entities: the name of what is paired, else what is said about it.
Colors Refine(const Statements& statements,
              const std::function<std::string(const Entity&)>& paired_label) {
  Colors colors;
  for (const Entity& entity : statements.entities()) {
    const std::string label = paired_label(entity);
    colors[entity] = Mix(static_cast<std::uint64_t>(entity.first), HashOf(label));
  }
  for (int round = 0; round < kRefinements; ++round) {
    // A sum does not depend on the order of the statements.
    Colors sums;
    for (const Statement& statement : statements.all()) {
      std::uint64_t whole = HashOf(statement.literal);
      std::uint64_t parts = 0;
      for (const auto& [part, entity] : statement.parts) {
        parts += Mix(HashOf(part), colors[entity]);
      }
      whole = Mix(whole, parts);
      for (const auto& [part, entity] : statement.parts) sums[entity] += Mix(whole, HashOf(part));
    }
    for (auto& [entity, color] : colors) {
      if (paired_label(entity).empty()) color = Mix(color, sums[entity]);
    }
  }
  return colors;
}

/// "join+392" -> "join", {392}.
std::pair<std::string, std::vector<std::uint64_t>> SplitOffsets(const std::string& label) {
  std::pair<std::string, std::vector<std::uint64_t>> result;
  for (std::size_t i = 0; i < label.size();) {
    const bool offset =
        label[i] == '+' && i + 1 < label.size() && label[i + 1] >= '0' && label[i + 1] <= '9';
    if (!offset) {
      result.first += label[i++];
      continue;
    }
    std::uint64_t number = 0;
    for (++i; i < label.size() && label[i] >= '0' && label[i] <= '9'; ++i) {
      number = number * 10 + static_cast<std::uint64_t>(label[i] - '0');
    }
    result.second.push_back(number);
  }
  return result;
}

/// The locks of one object, by offset.
using OffsetGroups = std::map<std::string, std::map<std::vector<std::uint64_t>, std::string>>;

OffsetGroups GroupByOffsets(const Statements& statements) {
  OffsetGroups groups;
  for (const Entity& entity : statements.entities()) {
    if (entity.first != 'S') continue;
    auto [name, offsets] = SplitOffsets(entity.second);
    groups[name][std::move(offsets)] = entity.second;
  }
  return groups;
}

class Matcher {
 public:
  Matcher(const Outline& old, const Outline& now) : old_(old), now_(now) {
    PairOffsets();
    for (const Entity& entity : now_.entities()) {
      if (names_.count(entity) > 0 || old_.entities().count(entity) == 0) continue;
      if (taken_.count(entity) == 0) Pair(entity, entity.second);
    }
    for (int round = 0; round < kPairingRounds && PairColors(); ++round) {
    }
  }

  const Names& names() const { return names_; }

 private:
  void Pair(const Entity& now, const std::string& old_label) {
    names_[now] = old_label;
    taken_[{now.first, old_label}] = now.second;
  }

  void PairOffsets() {
    const OffsetGroups old_groups = GroupByOffsets(old_);
    for (const auto& [name, group] : GroupByOffsets(now_)) {
      const auto old_group = old_groups.find(name);
      if (old_group == old_groups.end() || old_group->second.size() != group.size()) continue;
      auto old_entry = old_group->second.begin();
      for (const auto& [offsets, label] : group) Pair({'S', label}, (old_entry++)->second);
    }
  }

  bool PairColors() {
    const Colors old_colors = Refine(old_, [&](const Entity& entity) {
      return taken_.count(entity) > 0 ? entity.second : std::string();
    });
    const Colors now_colors = Refine(now_, [&](const Entity& entity) {
      const auto name = names_.find(entity);
      return name == names_.end() ? std::string() : name->second;
    });
    std::map<std::pair<char, std::uint64_t>, std::pair<Words, Words>> classes;
    for (const auto& [entity, color] : old_colors) {
      if (taken_.count(entity) == 0) {
        classes[{entity.first, color}].first.push_back(entity.second);
      }
    }
    for (const auto& [entity, color] : now_colors) {
      if (names_.count(entity) == 0) {
        classes[{entity.first, color}].second.push_back(entity.second);
      }
    }
    bool any = false;
    for (const auto& [color, labels] : classes) {
      if (labels.first.size() != labels.second.size()) continue;
      for (std::size_t i = 0; i < labels.first.size(); ++i) {
        Pair({color.first, labels.second[i]}, labels.first[i]);
        any = true;
      }
      // The members of a larger class are alike now, but not once one of them has a name.
      if (labels.first.size() > 1) return true;
    }
    return any;
  }

  Statements old_;
  Statements now_;
  Names names_;
  std::map<Entity, std::string> taken_;  // entity of the old outline -> its new label
};

class Renamer {
 public:
  Renamer(const Outline& old, const Names& names) : names_(names) {
    for (const OutlineAccess& access : old.accesses) places_[PlaceLabel(access)] = &access;
  }

  void Apply(Outline* outline) const {
    for (OutlineRoot& e : outline->roots) Name('F', &e.function);
    for (OutlineRole& e : outline->roles) {
      Name('R', &e.name);
      Name('F', &e.entry);
      Name('R', &e.parent);
      Name('R', &e.live_at_spawn);
    }
    for (OutlineObject& e : outline->objects) {
      Name('O', &e.name);
      Name('T', &e.types);
      Name('R', &e.owners);
    }
    for (OutlineEvent& e : outline->events) {
      Name('R', &e.role);
      Name('S', &e.object);
      Name('R', &e.child);
    }
    for (OutlineAccess& e : outline->accesses) Apply(&e);
    for (OutlineUnresolved& e : outline->unresolved) {
      Name('R', &e.role);
      Name('O', &e.objects);
      Name('R', &e.live);
    }
    Normalize(outline);
  }

 private:
  void Name(char kind, std::string* label) const {
    const auto name = names_.find({kind, *label});
    if (name != names_.end()) *label = name->second;
  }
  void Name(char kind, Words* labels) const {
    for (std::string& label : *labels) Name(kind, &label);
  }

  void Apply(OutlineAccess* e) const {
    const auto place = names_.find({'P', PlaceLabel(*e)});
    if (place != names_.end()) {
      const OutlineAccess& like = *places_.at(place->second);
      e->objects = like.objects;
      e->what = like.what;
    } else {
      Name('O', &e->objects);
    }
    Name('R', &e->role);
    for (OutlineLock& held : e->protection.locks) Name('S', &held.lock);
    Name('R', &e->protection.live);
    for (OutlinePhase& phase : e->protection.phases) Name('S', &phase.object);
    Name('S', &e->protection.handed_over);
  }

  const Names& names_;
  std::map<std::string, const OutlineAccess*> places_;
};

}  // namespace

Outline WithNamesOf(const Outline& old, Outline now) {
  const Matcher matcher(old, now);
  Renamer(old, matcher.names()).Apply(&now);
  return now;
}

}  // namespace interlock::protocol
