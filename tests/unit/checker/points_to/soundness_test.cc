// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Property: whatever a concrete run of a random program does, the analysis predicted.
//   1. Each pointer in a register is covered by Of(): object and byte.
//   2. Each call that ran is among the callees, or the call is unresolved and its target reached.
//   3. Each object that two threads touched is shared.
// A failing program is printed with its seed.

#include <cstdlib>
#include <map>
#include <sstream>

#include "checker/frontend/facts_dump.h"
#include "tests/unit/checker/points_to/analyzed.h"
#include "tests/unit/checker/points_to/interpreter.h"
#include "tests/unit/checker/points_to/random_program.h"

namespace interlock::points_to {
namespace {

bool Covers(const Location& location, std::int64_t offset) {
  return MayOverlap(location, 1, Location{location.object, offset, 0}, 1);
}

class Checker {
 public:
  Checker(const facts::Unit& unit, std::uint32_t seed)
      : analyzed_(std::vector<facts::Unit>{unit}, Options()),
        interpreter_(
            analyzed_.program(), seed,
            [this](link::FunctionId f, facts::Register r, const Pointer& p) { Observe(f, r, p); },
            [this](link::FunctionId f, facts::Register r, link::FunctionId target) {
              ObserveCall(f, r, target);
            }) {}

  std::string Run() {
    interpreter_.Run(analyzed_.Id("main"));
    for (const link::FunctionId id : interpreter_.executed()) {
      if (!points_to().IsReached(id)) Fail("not reached: " + Name(id));
    }
    CheckSharing();
    return failure_.str();
  }
  bool exhausted() const { return points_to().exhausted(); }
  std::size_t observed() const { return observed_; }
  std::size_t precise() const { return precise_; }

 private:
  /// A few programs in which everything points to everything are not worth waiting for.
  static PointsToOptions Options() {
    PointsToOptions options;
    options.step_max = 100'000'000;
    return options;
  }
  const PointsTo& points_to() const { return analyzed_.points_to(); }
  std::string Name(link::FunctionId id) const { return analyzed_.program().function(id).usr; }
  void Fail(const std::string& text) { failure_ << text << "\n"; }

  /// The abstract object of an instance that has one by name.
  ObjectId ObjectOf(const Instance& instance) const {
    switch (instance.kind) {
      case Instance::Kind::kGlobal:
        return points_to().GlobalObject(instance.usr);
      case Instance::Kind::kLocal:
        return points_to().LocalObject(instance.function, instance.index);
      case Instance::Kind::kHeap:
        return points_to().HeapObject(instance.function, instance.index);
      case Instance::Kind::kThread:
        return points_to().ThreadObject(instance.function, instance.index);
      case Instance::Kind::kStorage:
        break;
    }
    return kNoObject;
  }

  void Observe(link::FunctionId f, facts::Register r, const Pointer& p) {
    ++observed_;
    const std::vector<Location> locations = points_to().Of(f, r);
    precise_ += locations.size() <= 3;
    if (p.function != link::kNoFunction) {
      if (!CoversFunction(locations, p.function)) Missing(f, r, Name(p.function), locations);
      return;
    }
    const Instance& instance = interpreter_.instances()[p.instance];
    if (instance.kind == Instance::Kind::kStorage) {
      ObserveStorage(f, r, p, locations);
      return;
    }
    const ObjectId object = ObjectOf(instance);
    // A global that no function names is known to unknown code only.
    const bool is_nameless = object == kNoObject && instance.kind == Instance::Kind::kGlobal;
    for (const Location& location : locations) {
      if (location.object == PointsTo::kAnythingObject) return;
      const bool is_outside = is_nameless || points_to().IsEscaped(object);
      if (location.object == PointsTo::kUnknownObject && is_outside) return;
      if (location.object == object && Covers(location, p.offset)) return;
    }
    const std::string name = object == kNoObject ? "an object" : points_to().object(object).name;
    Missing(f, r, name + "+" + std::to_string(p.offset), locations);
  }

  bool CoversFunction(const std::vector<Location>& locations, link::FunctionId function) const {
    for (const Location& location : locations) {
      const Object& object = points_to().object(location.object);
      if (object.kind == ObjectKind::kAnything) return true;
      if (object.kind == ObjectKind::kFunction && object.function == function) return true;
      const std::vector<link::FunctionId>& unknown = points_to().CallableByUnknown();
      if (object.kind == ObjectKind::kUnknown &&
          std::binary_search(unknown.begin(), unknown.end(), function)) {
        return true;
      }
    }
    return false;
  }

  /// Storage has no name: all addresses of one storage must have an object in common.
  void ObserveStorage(link::FunctionId f, facts::Register r, const Pointer& p,
                      const std::vector<Location>& locations) {
    std::set<ObjectId> objects;
    for (const Location& location : locations) {
      if (location.object == PointsTo::kAnythingObject) return;
      if (location.object == PointsTo::kUnknownObject) {
        objects.insert(points_to().EscapedObjects().begin(), points_to().EscapedObjects().end());
      } else if (Covers(location, p.offset)) {
        objects.insert(location.object);
      }
    }
    const auto [entry, is_new] = storage_.emplace(p.instance, objects);
    if (!is_new) {
      std::set<ObjectId> common;
      std::set_intersection(objects.begin(), objects.end(), entry->second.begin(),
                            entry->second.end(), std::inserter(common, common.end()));
      entry->second = common;
    }
    if (entry->second.empty()) Missing(f, r, "storage", locations);
  }

  void ObserveCall(link::FunctionId f, facts::Register r, link::FunctionId target) {
    const Callees callees = points_to().CalleesOf(f, r);
    const bool listed =
        std::binary_search(callees.functions.begin(), callees.functions.end(), target);
    const std::vector<link::FunctionId>& unknown = points_to().CallableByUnknown();
    const bool possible =
        callees.unresolved && std::binary_search(unknown.begin(), unknown.end(), target);
    if (!listed && !possible) {
      Fail("callee missing: " + Name(target) + " at " + Name(f) + " %" + std::to_string(r));
    }
  }

  void CheckSharing() {
    for (std::size_t i = 0; i < interpreter_.instances().size(); ++i) {
      const Instance& instance = interpreter_.instances()[i];
      if (instance.threads.size() < 2) continue;
      if (instance.kind != Instance::Kind::kStorage) {
        const ObjectId object = ObjectOf(instance);
        if (!points_to().IsShared(object)) Fail("not shared: " + points_to().object(object).key);
        continue;
      }
      // One of the objects that all addresses of the storage had in common stands for it.
      const std::set<ObjectId>& objects = storage_[static_cast<int>(i)];
      const bool is_shared = std::any_of(objects.begin(), objects.end(), [&](ObjectId object) {
        return points_to().IsShared(object);
      });
      if (!objects.empty() && !is_shared) Fail("storage is not shared: " + std::to_string(i));
    }
  }

  void Missing(link::FunctionId f, facts::Register r, const std::string& what,
               const std::vector<Location>& locations) {
    std::string text = Name(f) + " %" + std::to_string(r) + " misses " + what + ", has {";
    for (const Location& location : locations) text += " " + LocationText(points_to(), location);
    Fail(text + " }");
  }

  Analyzed analyzed_;
  Interpreter interpreter_;
  std::map<int, std::set<ObjectId>> storage_;
  std::ostringstream failure_;
  std::size_t observed_ = 0;
  std::size_t precise_ = 0;
};

struct Case {
  const char* name;
  RandomProgram::Features features;
};

/// Number of programs per feature set; more with INTERLOCK_RANDOM_PROGRAMS.
std::uint32_t SeedMax() {
  const char* text = std::getenv("INTERLOCK_RANDOM_PROGRAMS");
  return text == nullptr ? 300 : static_cast<std::uint32_t>(std::atoi(text));
}

class PointsToSoundness : public testing::TestWithParam<Case> {};

TEST_P(PointsToSoundness, CoversConcreteRuns) {
  std::size_t observed = 0, precise = 0, exhausted = 0, runs = 0;
  for (std::uint32_t seed = 1; seed <= SeedMax(); ++seed) {
    const facts::Unit unit = RandomProgram(seed, GetParam().features).Make();
    for (std::uint32_t run = 0; run < 3; ++run) {
      Checker checker(unit, seed * 7 + run);
      const std::string failure = checker.Run();
      ASSERT_EQ(failure, "") << "seed " << seed << " run " << run << "\n" << facts::UnitText(unit);
      observed += checker.observed();
      precise += checker.precise();
      exhausted += checker.exhausted();
      ++runs;
    }
  }
  // The runs must have done something, and the analysis must not have answered "anything".
  EXPECT_GT(observed, 10 * runs);
  EXPECT_LT(exhausted, runs / 20);
  RecordProperty("observed", static_cast<int>(observed));
  RecordProperty("small_sets", static_cast<int>(precise));
  if (std::string(GetParam().name) == "Plain") {
    EXPECT_GT(precise, observed / 4);
  }
}

INSTANTIATE_TEST_SUITE_P(Features, PointsToSoundness,
                         testing::Values(Case{"Plain", {false, false, false, false}},
                                         Case{"Numbers", {true, false, false, false}},
                                         Case{"Threads", {false, false, false, true}},
                                         Case{"Opaque", {false, true, false, false}},
                                         Case{"Lost", {false, false, true, false}},
                                         Case{"All", {true, true, true, true}}),
                         [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace interlock::points_to
