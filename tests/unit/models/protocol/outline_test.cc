// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Outlines: whatever another extraction numbers differently is no change; each single edit of what
// the protocol says is exactly one line.

#include "models/protocol/outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <sstream>

#include "models/protocol/outline_diff.h"
#include "models/protocol/outline_json.h"
#include "models/protocol/protocol_json.h"
#include "models/protocol/protocol_validate.h"
#include "tests/unit/models/protocol_builder.h"
#include "tests/unit/models/schema_check.h"

namespace interlock::protocol {
namespace {

constexpr unsigned kSeeds = 60;

using Random = std::mt19937;

std::size_t Below(std::size_t count, Random* random) { return (*random)() % count; }

Term LockOf(std::size_t index) {
  return Term::Field(Term(TermKind::kLocal, "r0/l:f7.l1", 0, {}), "",
                     static_cast<std::int64_t>(40 * index));
}

/// A local whose symbol holds numbers of this extraction only.
ObjectId AddLocal(ProtocolBuilder* builder, const std::string& symbol, const std::string& name,
                  const std::string& type) {
  const ObjectId id = builder->Object(symbol);
  Object& object = builder->protocol().objects[id];
  object.name = name;
  object.kind = "local";
  object.type = type;
  return id;
}

/// Roles in a tree, and accesses each of which touches a place of its own.
Protocol RandomProtocol(unsigned seed) {
  Random random(seed);
  ProtocolBuilder builder;
  AddLocal(&builder, "r0/l:f7.l1", "shared", "Shared");
  const std::size_t role_count = 2 + Below(4, &random);
  for (std::size_t i = 1; i <= role_count; ++i) {
    const auto parent = static_cast<RoleId>(Below(i, &random));
    const bool many = builder.protocol().roles[parent].many || Below(2, &random) == 0;
    const RoleId id =
        builder.Spawn("role" + std::to_string(i), parent, many,
                      many ? TermList{InductionTerm("i" + std::to_string(seed))} : TermList{});
    builder.protocol().roles[id].entry = "Entry" + std::to_string(i);
  }
  const std::size_t access_count = 4 + Below(8, &random);
  for (std::size_t i = 0; i < access_count; ++i) {
    const std::string name = std::to_string(i);
    const ObjectId object = AddLocal(&builder, "r0/f7." + name + "/l:f9.l" + name, "value" + name,
                                     "Type" + std::to_string(i % 3));
    const auto role = static_cast<RoleId>(Below(role_count + 1, &random));
    Access& access = builder.Access(
        role, Below(2, &random) == 0 ? AccessKind::kRead : AccessKind::kWrite,
        Term(TermKind::kLocal, "r0/f7." + name + "/l:f9.l" + name, 0, {}), 4, {object});
    access.what = "field 'member" + name + "_'";
    if (Below(2, &random) == 0) builder.Hold(&access, LockOf(Below(3, &random)));
    for (RoleId other = 1; other <= static_cast<RoleId>(role_count); ++other) {
      RoleId above = role;
      while (above >= 0 && above != other) above = builder.protocol().roles[above].parent;
      if (above != other && Below(2, &random) == 0) access.live.push_back(other);
    }
    if (Below(3, &random) == 0) access.phases.push_back({LockOf(7), 1, 2, true});
  }
  builder.Fact(Term::Binary(TermKind::kLess, ParameterTerm("n"), Term::Integer(1000)));
  builder.protocol().assumptions.push_back({"a-1", "callers keep the claim", kNone});
  builder.protocol().unresolved.push_back({"opaque call", "Render", kNone, 0, false, {0}, {}, {}});
  return builder.protocol();
}

template <typename T>
std::vector<std::int32_t> Shuffle(std::vector<T>* entries, Random* random, std::size_t from = 0) {
  std::vector<std::int32_t> order(entries->size());
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin() + static_cast<std::ptrdiff_t>(from), order.end(), *random);
  std::vector<T> shuffled;
  std::vector<std::int32_t> moved_to(entries->size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    moved_to[order[i]] = static_cast<std::int32_t>(i);
    shuffled.push_back((*entries)[order[i]]);
  }
  *entries = std::move(shuffled);
  return moved_to;
}

void Renumber(const std::vector<std::int32_t>& moved_to, std::int32_t* id) {
  if (*id >= 0) *id = moved_to[*id];
}
void Renumber(const std::vector<std::int32_t>& moved_to, std::vector<std::int32_t>* ids) {
  for (std::int32_t& id : *ids) Renumber(moved_to, &id);
  std::sort(ids->begin(), ids->end());
}

/// Another numbering of the locals, as after an edit somewhere else.
Term OtherSymbols(const Term& term) {
  return term.Map([](const Term& node) {
    if (node.kind() != TermKind::kLocal) return node;
    return Term(node.kind(), "r5/f3/" + node.symbol() + "9", node.integer(), node.children());
  });
}

/// The same protocol with other ids, positions, stable keys of sites and orders of entries.
Protocol Permuted(Protocol p, unsigned seed) {
  Random random(seed);
  const auto sites = Shuffle(&p.sites, &random);
  for (Site& site : p.sites) {
    site.position = "moved.cc:" + std::to_string(Below(5000, &random)) + ":7";
    site.key += "#moved";
  }
  const auto objects = Shuffle(&p.objects, &random);
  const auto events = Shuffle(&p.events, &random);
  Shuffle(&p.accesses, &random);
  for (Object& object : p.objects) {
    Renumber(sites, &object.site);
    object.key = "r5/f3/" + object.key + "9";
  }
  for (Role& role : p.roles) {
    Renumber(sites, &role.spawn_site);
    Renumber(events, &role.spawn_event);
    role.id += "@" + std::to_string(Below(99, &random));
  }
  for (Event& event : p.events) {
    Renumber(sites, &event.site);
    Renumber(sites, &event.stack);
    Renumber(events, &event.prefix);
    event.object = OtherSymbols(event.object);
  }
  for (Access& access : p.accesses) {
    Renumber(sites, &access.site);
    Renumber(objects, &access.objects);
    Renumber(events, &access.prefix);
    access.address = OtherSymbols(access.address);
    for (HeldLock& held : access.held) held.lock = OtherSymbols(held.lock);
    for (PhaseInterval& phase : access.phases) phase.object = OtherSymbols(phase.object);
  }
  for (Unresolved& entry : p.unresolved) Renumber(objects, &entry.objects);
  return p;
}

/// Every name that the program's author chose is another one.
Protocol Renamed(Protocol p) {
  for (Root& root : p.roots) root.function += "Renamed";
  for (Role& role : p.roles) {
    role.name = "x" + role.name;
    role.entry += "Renamed";
  }
  for (Object& object : p.objects) {
    object.name = "y" + object.name;
    object.type += "Renamed";
  }
  for (Access& access : p.accesses) access.what = "field 'z" + access.what.substr(7);
  return p;
}

std::vector<std::string> LinesOf(const Outline& old, const Outline& now) {
  std::vector<std::string> lines;
  for (const OutlineChange& change : DiffOutlines(old, now)) lines.push_back(change.ToLine());
  return lines;
}

std::vector<std::string> LinesOf(const Protocol& old, const Protocol& now) {
  return LinesOf(MakeOutline(old), MakeOutline(now));
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(Outline, PermutedIdsAndPositionsAreNoChange) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Protocol protocol = RandomProtocol(seed);
    ASSERT_TRUE(Validate(protocol).ok()) << "seed " << seed;
    const Protocol permuted = Permuted(protocol, seed + 1000);
    EXPECT_TRUE(SameOutline(MakeOutline(protocol), MakeOutline(permuted))) << "seed " << seed;
    EXPECT_EQ(Joined(LinesOf(protocol, permuted)), "") << "seed " << seed;
    EXPECT_EQ(OutlineToText(MakeOutline(protocol)), OutlineToText(MakeOutline(permuted)));
  }
}

TEST(Outline, RenamedEverythingIsNoChange) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Protocol protocol = RandomProtocol(seed);
    EXPECT_EQ(Joined(LinesOf(protocol, Renamed(Permuted(protocol, seed)))), "") << "seed " << seed;
  }
}

TEST(Outline, MovedLocksOfOneObjectAreNoChange) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    Protocol protocol = RandomProtocol(seed), moved = protocol;
    // A mutex in front of the others: each of them now lies where the next one lay.
    const auto shift = [](const Term& term) {
      return term.Map([](const Term& node) {
        if (node.kind() != TermKind::kField) return node;
        return Term::Field(node.child(0), node.symbol(), node.integer() + 40);
      });
    };
    for (Event& event : moved.events) event.object = shift(event.object);
    for (Access& access : moved.accesses) {
      for (HeldLock& held : access.held) held.lock = shift(held.lock);
      for (PhaseInterval& phase : access.phases) phase.object = shift(phase.object);
    }
    EXPECT_EQ(Joined(LinesOf(protocol, moved)), "") << "seed " << seed;
  }
}

/// One edit of what a protocol says. Returns false if this protocol has nothing to edit so.
struct Edit {
  const char* name;
  std::function<bool(Protocol*, Random*)> apply;
  const char* words;  // part of the line
};

Access* AnyAccess(Protocol* p, Random* random, const std::function<bool(const Access&)>& fits) {
  std::vector<Access*> fitting;
  for (Access& access : p->accesses) {
    if (fits(access)) fitting.push_back(&access);
  }
  return fitting.empty() ? nullptr : fitting[Below(fitting.size(), random)];
}

Access* AnyAccess(Protocol* p, Random* random) {
  return AnyAccess(p, random, [](const Access&) { return true; });
}

std::vector<Edit> Edits() {
  std::vector<Edit> edits;
  const auto of_access = [&](const char* name, const char* words,
                             std::function<bool(const Access&)> fits,
                             std::function<void(Access*)> change) {
    edits.push_back({name,
                     [fits, change](Protocol* p, Random* random) {
                       Access* access = AnyAccess(p, random, fits);
                       if (access != nullptr) change(access);
                       return access != nullptr;
                     },
                     words});
  };
  const auto has_lock = [](const Access& a) { return !a.held.empty(); };
  const auto any = [](const Access&) { return true; };
  of_access("lock lost", "lost lock `shared (Shared)", has_lock,
            [](Access* a) { a->held.clear(); });
  of_access("lock shared", "is held shared now, was exclusive", has_lock,
            [](Access* a) { a->held[0].mode = LockMode::kShared; });
  of_access("lock gained", "gained lock `shared (Shared)+320`", any,
            [](Access* a) { a->held.push_back({LockOf(8), LockMode::kExclusive, {}}); });
  of_access(
      "read becomes write", "plain write now, was plain read",
      [](const Access& a) { return a.kind == AccessKind::kRead; },
      [](Access* a) { a->kind = AccessKind::kWrite; });
  of_access("plain becomes atomic", "atomic relaxed", any,
            [](Access* a) { a->order = MemoryOrder::kRelaxed; });
  of_access(
      "join lost", "is no longer joined",
      [](const Access& a) { return a.role == 0 && a.live.empty(); },
      [](Access* a) { a->live.push_back(1); });
  of_access(
      "join gained", "can no longer run at accesses",
      [](const Access& a) { return a.live.size() == 1; }, [](Access* a) { a->live.clear(); });
  of_access(
      "phase moved", "onwards", [](const Access& a) { return !a.phases.empty(); },
      [](Access* a) { a->phases[0].high = PhaseInterval::kForever; });
  of_access(
      "phase lost", "no longer ordered by", [](const Access& a) { return !a.phases.empty(); },
      [](Access* a) { a->phases.clear(); });
  of_access("owned", "is now owned", any, [](Access* a) { a->owned = true; });
  of_access("in cell", "in its owning cell", any, [](Access* a) { a->in_cell = true; });
  of_access("handed over", "handed over through", any,
            [](Access* a) { a->handed_over.push_back(LockOf(9)); });
  of_access(
      "wider address", "lies in", [](const Access& a) { return a.objects[0] != 0; },
      [](Access* a) { a->objects.insert(a->objects.begin(), 0); });
  edits.push_back({"access gone",
                   [](Protocol* p, Random* random) {
                     p->accesses.erase(p->accesses.begin() + Below(p->accesses.size(), random));
                     return true;
                   },
                   "access is gone"});
  edits.push_back({"access new",
                   [](Protocol* p, Random* random) {
                     Access access = *AnyAccess(p, random);
                     access.what = "field 'other_'";
                     p->accesses.push_back(access);
                     return true;
                   },
                   "new access"});
  edits.push_back({"object new",
                   [](Protocol* p, Random* random) {
                     Object object = p->objects[0];
                     object.key = object.name = "c:@another";
                     object.kind = "global";
                     p->objects.push_back(object);
                     Access access = *AnyAccess(p, random);
                     access.objects = {static_cast<ObjectId>(p->objects.size() - 1)};
                     p->accesses.push_back(access);
                     return true;
                   },
                   "new shared object `c:@another`"});
  edits.push_back({"object for each instance",
                   [](Protocol* p, Random* random) {
                     p->objects[Below(p->objects.size(), random)].multiplicity =
                         Multiplicity::kMany;
                     return true;
                   },
                   "number is now `many`, was `one`"});
  edits.push_back({"role new",
                   [](Protocol* p, Random*) {
                     Role role = p->roles[1];
                     role.name = role.id = "spill worker";
                     role.parent = 0;
                     p->roles.push_back(role);
                     Access access = p->accesses[0];
                     access.role = static_cast<RoleId>(p->roles.size() - 1);
                     access.live.clear();
                     p->accesses.push_back(access);
                     for (Access& other : p->accesses) {
                       if (other.role == 0) other.live.push_back(access.role);
                     }
                     return true;
                   },
                   "new role `spill worker (event)`"});
  edits.push_back({"more instances",
                   [](Protocol* p, Random*) {
                     for (std::size_t i = p->roles.size(); i-- > 1;) {
                       Role& role = p->roles[i];
                       bool has_children = false;
                       for (const Role& other : p->roles) {
                         has_children |= other.parent == static_cast<RoleId>(i);
                       }
                       if (role.many || has_children) continue;
                       role.many = true;
                       return true;
                     }
                     return false;
                   },
                   "any number of instances now, was one instance"});
  edits.push_back({"other entry",
                   [](Protocol* p, Random* random) {
                     // Not a new name for the same: the function is there already.
                     const std::size_t i = 1 + Below(p->roles.size() - 1, random);
                     p->roles[i].entry = p->roles[i == 1 ? 2 : 1].entry;
                     return true;
                   },
                   "entry is now"});
  edits.push_back({"no distinct terms",
                   [](Protocol* p, Random*) {
                     for (Role& role : p->roles) {
                       if (role.distinct.empty()) continue;
                       role.distinct.clear();
                       return true;
                     }
                     return false;
                   },
                   "told apart by none now"});
  edits.push_back({"alive at spawn",
                   [](Protocol* p, Random*) {
                     p->roles[2].live_at_spawn.push_back(1);
                     return true;
                   },
                   "may now still run when it is started"});
  edits.push_back({"root threads",
                   [](Protocol* p, Random*) {
                     p->roots[0].threads = "any";
                     return true;
                   },
                   "threads and aliasing are now any"});
  edits.push_back({"event new",
                   [](Protocol* p, Random*) {
                     Event event = p->events[0];
                     event.kind = EventKind::kWait;
                     event.child = kNone;
                     event.object = LockOf(0);
                     p->events.push_back(event);
                     return true;
                   },
                   "waits on"});
  edits.push_back({"fact gone",
                   [](Protocol* p, Random*) {
                     p->facts.clear();
                     return true;
                   },
                   "fact is gone: (< n 1000)"});
  edits.push_back({"fact to bound",
                   [](Protocol* p, Random*) {
                     p->facts[0].bound = "3 workers";
                     return true;
                   },
                   "fact holds 3 workers now, was without bound"});
  edits.push_back({"assumption new",
                   [](Protocol* p, Random*) {
                     p->assumptions.push_back({"a-2", "nobody forks", kNone});
                     return true;
                   },
                   "new assumption: nobody forks"});
  edits.push_back({"call not understood",
                   [](Protocol* p, Random*) {
                     p->unresolved.push_back({"opaque call", "Draw", kNone, 0, true, {}, {}, {}});
                     return true;
                   },
                   "new, not understood: opaque call Draw"});
  edits.push_back({"call reaches more",
                   [](Protocol* p, Random*) {
                     p->unresolved[0].everything = true;
                     return true;
                   },
                   "not understood: opaque call Render in `main`, may touch everything"});
  edits.push_back({"field not covered",
                   [](Protocol* p, Random*) {
                     p->coverage.not_covered.push_back({"shared field", "a::b", "f.cc:1:2"});
                     return true;
                   },
                   "new not covered: shared field a::b"});
  return edits;
}

TEST(Outline, EachEditIsOneLine) {
  std::map<std::string, int> applied;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Protocol protocol = RandomProtocol(seed);
    for (const Edit& edit : Edits()) {
      Random random(seed);
      Protocol edited = protocol;
      if (!edit.apply(&edited, &random)) continue;
      ++applied[edit.name];
      const auto lines = LinesOf(protocol, Permuted(edited, seed + 7));
      ASSERT_EQ(lines.size(), 1u) << edit.name << ", seed " << seed << "\n" << Joined(lines);
      EXPECT_NE(lines[0].find(edit.words), std::string::npos) << edit.name << ": " << lines[0];
      EXPECT_FALSE(LinesOf(edited, protocol).empty()) << edit.name << ", seed " << seed;
    }
  }
  for (const Edit& edit : Edits()) EXPECT_GE(applied[edit.name], 5) << edit.name;
}

TEST(Outline, JoinThatIsGoneIsSaidOnceWithItsAccesses) {
  ProtocolBuilder builder;
  builder.Object("c:@total");
  const RoleId worker = builder.Spawn("spill worker", 0, false, {});
  builder.Event(EventKind::kJoin, 0, Term());
  builder.protocol().events.back().child = worker;
  builder.Access(0, AccessKind::kRead, GlobalTerm("c:@total"), 8, {0});
  builder.Access(worker, AccessKind::kWrite, GlobalTerm("c:@total"), 8, {0});
  Protocol changed = builder.protocol();
  changed.events.pop_back();
  changed.accesses[0].live.push_back(worker);
  EXPECT_EQ(Joined(LinesOf(builder.protocol(), changed)),
            "role `spill worker (event)` is no longer joined, or not yet to start, at "
            "accesses of `main`: read of c:@total\n");
}

TEST(Outline, TextReadsBackAndFitsTheSchema) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Outline outline = MakeOutline(RandomProtocol(seed));
    const std::string text = OutlineToText(outline);
    EXPECT_EQ(SchemaErrors("models/protocol/pinned_schema.json", text), "") << text;
    Result<Outline> read = OutlineFromText(text);
    ASSERT_TRUE(read.ok()) << read.error().ToText();
    EXPECT_TRUE(SameOutline(outline, *read));
    EXPECT_EQ(OutlineToText(*read), text);
  }
}

TEST(Outline, WholeAndPinnedProtocolCompare) {
  const Protocol protocol = RandomProtocol(3);
  Result<Outline> whole = OutlineFromAnyText(ProtocolToJson(protocol));
  ASSERT_TRUE(whole.ok()) << whole.error().ToText();
  Result<Outline> pinned = OutlineFromAnyText(OutlineToText(MakeOutline(protocol)));
  ASSERT_TRUE(pinned.ok()) << pinned.error().ToText();
  EXPECT_TRUE(SameOutline(*whole, *pinned));
}

// The pinned protocols of the engine themselves: whatever is taken from one access of one is said,
// unless another entry says the same without it.
TEST(Outline, NothingThatProtectsAPinnedAccessIsLostInSilence) {
  std::size_t pinned = 0, dropped = 0;
  const std::filesystem::path folder = std::string(INTERLOCK_SOURCE_DIR) + "/models/proofs";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path() / "protocol.json");
    if (!file) continue;
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_LT(text.str().size(), 1u << 20) << entry.path() << ": too long to review";
    Result<Outline> outline = OutlineFromText(text.str());
    ASSERT_TRUE(outline.ok()) << entry.path() << ": " << outline.error().ToText();
    EXPECT_EQ(OutlineToText(*outline), text.str()) << entry.path();
    EXPECT_TRUE(DiffOutlines(*outline, *outline).empty());
    ++pinned;
    for (std::size_t i = 0; i < outline->accesses.size(); i += 29) {
      Outline changed = *outline;
      Protection& protection = changed.accesses[i].protection;
      if (!protection.locks.empty()) {
        protection.locks.pop_back();
      } else if (!protection.phases.empty()) {
        protection.phases.pop_back();
      } else {
        protection.owned = !protection.owned;
      }
      Normalize(&changed);
      if (SameOutline(*outline, changed)) continue;
      ++dropped;
      EXPECT_FALSE(DiffOutlines(*outline, changed).empty()) << "access " << i;
      EXPECT_FALSE(DiffOutlines(changed, *outline).empty()) << "access " << i;
    }
  }
  EXPECT_GE(pinned, 1u);
  EXPECT_GE(dropped, 20u);
}

TEST(Outline, BadTextsAreRefusedWithTheirPlace) {
  const std::string text = OutlineToText(MakeOutline(RandomProtocol(1)));
  for (std::size_t length = 0; length + 3 < text.size(); length += 97) {
    EXPECT_FALSE(OutlineFromAnyText(text.substr(0, length)).ok()) << length;
  }
  const auto error_of = [](const std::string& changed) {
    Result<Outline> read = OutlineFromAnyText(changed);
    return read.ok() ? std::string() : read.error().ToText();
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    return changed.replace(changed.find(from), from.size(), to);
  };
  EXPECT_EQ(error_of("[]"), "/: no protocol: there is no member \"schema\"");
  EXPECT_EQ(error_of("{\"schema\":\"interlock-result/2\"}"),
            "/schema: no protocol: schema is 'interlock-result/2', wanted interlock-protocol/1 or "
            "interlock-pinned-protocol/1");
  EXPECT_EQ(error_of(with("pinned-protocol/1", "pinned-protocol/9")),
            "/schema: no protocol: schema is 'interlock-pinned-protocol/9', wanted "
            "interlock-protocol/1 or interlock-pinned-protocol/1");
  EXPECT_NE(error_of(with("\"threads\":\"one\"", "\"thread\":\"one\"")).find("/roots/0"),
            std::string::npos);
  EXPECT_NE(error_of(with("{\"role\":\"main\",\"entry\"", "{\"role\":\"min\",\"entry\""))
                .find("role is not listed: main"),
            std::string::npos);
}

}  // namespace
}  // namespace interlock::protocol
