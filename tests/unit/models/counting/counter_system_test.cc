// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Files of counter systems, and what is no counter system.

#include "models/counting/counter_system.h"

#include <gtest/gtest.h>

#include <functional>

#include "models/counting/counter_system_json.h"
#include "models/counting/place_invariants.h"
#include "models/counting/prove.h"
#include "models/counting/system_builder.h"
#include "models/counting/validate.h"
#include "models/smt/term_text.h"
#include "tests/unit/models/counting/deadlock_systems.h"
#include "tests/unit/models/counting/spill_machine.h"
#include "tests/unit/models/schema_check.h"

namespace interlock::counting {
namespace {

constexpr const char* kSchemaPath = "models/counting/counter_system_schema.json";

TEST(CounterSystemJson, SystemsSurviveWritingAndReading) {
  for (const CounterSystem& system :
       {SpillMachine(), SendIntoFullChannel(true), WaitBeforeAdd(false), NotifyWithoutMutex(true),
        CountedTokens(true)}) {
    const std::string text = CounterSystemToJson(system);
    const auto read = CounterSystemFromJson(text);
    ASSERT_TRUE(read.ok()) << read.error().ToText();
    EXPECT_EQ(CounterSystemToJson(*read), text);
    EXPECT_EQ(SchemaErrors(kSchemaPath, text), "");
  }
}

TEST(CounterSystemJson, WrongFilesNameTheirPlace) {
  const std::string good = CounterSystemToJson(WorkerStopsConsuming(true));
  struct Case {
    std::string from, to, position;
  };
  const std::vector<Case> cases{
      {"interlock-counter-system/1", "interlock-counter-system/9", "/schema"},
      {"\"many\"", "\"lots\"", "/roles/1/instances"},
      {"[\"send\",\"units\"]", "[\"send\",\"pieces\"]", "/points/1/cases/0/1"},
      {"\"outcome\":\"sent\"", "\"outcome\":\"flung\"", "/transitions/2/outcome"},
      {"queued:units", "queued:pieces", "/transitions/2/guard/1/0/1/1"},
      {"\"wakes\":[]", "\"wake\":[]", "/transitions/0"},
  };
  for (const Case& c : cases) {
    std::string text = good;
    const std::size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, c.from.size(), c.to);
    const auto read = CounterSystemFromJson(text);
    ASSERT_FALSE(read.ok()) << c.to;
    EXPECT_EQ(read.error().position, c.position) << read.error().ToText();
  }
  EXPECT_FALSE(CounterSystemFromJson(good.substr(0, good.size() / 2)).ok());
}

// One change to a good system, and where and why it is rejected.
struct Rejection {
  const char* name;
  std::function<void(CounterSystem*)> change;
  const char* position;
  const char* reason;
};

std::int32_t PointNamed(const CounterSystem& system, const std::string& name) {
  for (std::size_t i = 0; i < system.points.size(); ++i) {
    if (system.points[i].name == name) return static_cast<std::int32_t>(i);
  }
  ADD_FAILURE() << "no point " << name;
  return 0;
}

Transition& TransitionFrom(CounterSystem* system, const std::string& point, Outcome outcome) {
  const std::int32_t from = PointNamed(*system, point);
  for (Transition& transition : system->transitions) {
    if (transition.from == from && transition.outcome == outcome) return transition;
  }
  ADD_FAILURE() << "no transition from " << point;
  return system->transitions[0];
}

TEST(ValidateCounterSystem, RejectsWithPlaceAndReason) {
  const std::vector<Rejection> rejections{
      {"send merged with the loop head",
       [](CounterSystem* s) {
         // The loop's exit now leaves from the send itself: a blocked sender could always leave.
         Transition& exit = s->transitions[1];
         exit.from = PointNamed(*s, "producer.send");
       },
       "/transitions/1", "blocking operation shares its point with a step"},
      {"send at a plain point", [](CounterSystem* s) { s->points[1].kind = PointKind::kPlain; },
       "/points/1", "blocking operation at a point that is not marked as blocking: send"},
      {"send without test for room",
       [](CounterSystem* s) {
         TransitionFrom(s, "producer.send", Outcome::kSent).guard.pop_back();
       },
       "/transitions/2", "enabling condition is not the exact one"},
      {"send without test for closed",
       [](CounterSystem* s) {
         auto& guard = TransitionFrom(s, "producer.send", Outcome::kSent).guard;
         guard.erase(guard.begin());
       },
       "/transitions/2", "enabling condition is not the exact one"},
      {"send with a test of its own",
       [](CounterSystem* s) {
         TransitionFrom(s, "producer.send", Outcome::kSent)
             .guard.push_back(AtMost(QueuedSymbol(0), 0));
       },
       "/transitions/2", "enabling condition is not the exact one"},
      {"receive without test for values",
       [](CounterSystem* s) {
         TransitionFrom(s, "worker.receive", Outcome::kReceived).guard.clear();
       },
       "/transitions/7", "enabling condition is not the exact one"},
      {"receive of the end that does not look",
       [](CounterSystem* s) {
         TransitionFrom(s, "worker.receive", Outcome::kReceiveClosed).guard = {
             Equals(QueuedSymbol(0), 0)};
       },
       "/transitions/8", "enabling condition is not the exact one"},
      {"join that does not wait",
       [](CounterSystem* s) { TransitionFrom(s, "producer.join", Outcome::kJoined).guard.clear(); },
       "/transitions/6", "enabling condition is not the exact one"},
      {"send that leaves no value",
       [](CounterSystem* s) { TransitionFrom(s, "producer.send", Outcome::kSent).effects.clear(); },
       "/transitions/2", "effect on the resource is not the one of the operation"},
      {"step that takes a value",
       [](CounterSystem* s) {
         Transition& step = s->transitions[0];
         step.effects.push_back({QueuedSymbol(0), false, -1});
       },
       "/transitions/0", "effect on the resource by a transition that does not operate on it"},
      {"receive without the end of the channel",
       [](CounterSystem* s) {
         std::erase_if(s->transitions, [&](const Transition& t) {
           return t.from == PointNamed(*s, "worker.drain") && t.outcome == Outcome::kReceiveClosed;
         });
       },
       "/points/7", "operation without a transition for its outcome: receive_closed"},
      {"point that does not exist", [](CounterSystem* s) { s->transitions[3].to = 99; },
       "/transitions/3", "point refers to nothing"},
      {"channel that does not exist", [](CounterSystem* s) { s->points[1].cases[0].resource = 4; },
       "/points/1", "operation refers to nothing: 4"},
      {"symbol that does not exist",
       [](CounterSystem* s) { s->transitions[0].guard = {Equals(VariableSymbol(3), 0)}; },
       "/transitions/0", "symbol refers to nothing: 3"},
      {"negative count", [](CounterSystem* s) { s->points[5].initial = -1; }, "/points/5",
       "initial count is negative: -1"},
      {"instance that changes its role",
       [](CounterSystem* s) { s->transitions[0].to = PointNamed(*s, "worker.work"); },
       "/transitions/0", "instance changes its role"},
      {"instances out of nothing",
       [](CounterSystem* s) { s->transitions[0].spawns = {{PointNamed(*s, "worker.work"), 1}}; },
       "/transitions/0", "starts instances of a role that is not spawned: worker"},
      {"two instances of a role with one", [](CounterSystem* s) { s->points[1].initial = 1; },
       "/roles/0", "role of one instance starts with another number of them"},
      {"instance that goes on after its end",
       [](CounterSystem* s) { s->transitions[0].from = PointNamed(*s, "producer.ended"); },
       "/transitions/0", "instance that has ended goes on"},
  };
  for (const Rejection& rejection : rejections) {
    CounterSystem system = WorkerStopsConsuming(true);
    ASSERT_TRUE(Validate(system).ok());
    rejection.change(&system);
    const Status status = Validate(system);
    ASSERT_FALSE(status.ok()) << rejection.name;
    EXPECT_EQ(status.error().position, rejection.position)
        << rejection.name << ": " << status.error().ToText();
    EXPECT_NE(status.error().message.find(rejection.reason), std::string::npos)
        << rejection.name << ": " << status.error().ToText();
  }
}

TEST(ValidateCounterSystem, RejectsWaitsAndWakeUpsThatAreNotExact) {
  CounterSystem waits = WaitBeforeAdd(true);
  TransitionFrom(&waits, "main.wait", Outcome::kWaited).guard.clear();
  EXPECT_NE(Validate(waits).error().message.find("group:open = 0"), std::string::npos);
  // Woken instances that do not take the mutex again would run without it.
  CounterSystem wakes = NotifyWithoutMutex(true);
  wakes.transitions.back().wakes[0].to = PointNamed(wakes, "waiter.look");
  EXPECT_NE(Validate(wakes).error().message.find("does not take the mutex"), std::string::npos);
  CounterSystem forgets = NotifyWithoutMutex(true);
  forgets.transitions.back().wakes.clear();
  EXPECT_NE(Validate(forgets).error().message.find("does not wake all"), std::string::npos);
}

TEST(ProveCounterSystem, RejectsWhatOnlyASolverSees) {
  // A rendezvous: the capacity may be 0.
  CounterSystem rendezvous = SendIntoFullChannel(true);
  rendezvous.constraints[0] = AtLeast(ParameterSymbol(0), 0);
  const auto result = ProveCounterSystem(rendezvous);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().position, "/channels/0");
  // A branch that covers one value of two would lose behaviour.
  CounterSystem partial = WaitBeforeAdd(true);
  partial.transitions.erase(
      std::find_if(partial.transitions.begin(), partial.transitions.end(),
                   [&](const auto& t) { return t.from == PointNamed(partial, "main.look"); }));
  const auto other = ProveCounterSystem(partial);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().position, "/points/" + std::to_string(PointNamed(partial, "main.look")));
}

TEST(PlaceInvariants, FindsUnitsOfTheSpillMachine) {
  const CounterSystem system = SpillMachine();
  const PlaceInvariants found = FindPlaceInvariants(system);
  EXPECT_EQ(found.dropped, 0);
  int with_units = 0;
  int with_errors = 0;
  for (const PlaceInvariant& invariant : found.invariants) {
    const std::string text = InvariantText(system, invariant);
    with_units += text.find("group:units") != std::string::npos &&
                  text.find("queued:source chunks") != std::string::npos;
    with_errors += text.find("queued:errors") != std::string::npos;
  }
  EXPECT_GE(with_units, 1);
  EXPECT_GE(with_errors, 1);
}

TEST(ReadTerm, AcceptsTermsOfTheSystemOnly) {
  const std::vector<std::string> symbols{"a", "b.c"};
  std::string reason;
  const auto good = smt::ReadTerm("(and (<= 0 a)\n (let ((x!1 (+ a b.c))) (= x!1 (- 1))))", symbols,
                                  {{"a", "after.a"}}, &reason);
  ASSERT_TRUE(good.has_value()) << reason;
  EXPECT_EQ(good->text(), "(and (<= 0 after.a) (let ((x!1 (+ after.a b.c))) (= x!1 (- 1))))");
  for (const char* bad : {"", "true false", "(and true", "true)) (assert false", "(and)", "unknown",
                          "|a|", "(forall ((a Int)) true)", "true ; comment", "(! true :named x)",
                          "(let ((a 1)) a)", "(let ((after.a 1)) after.a)", "((and) true)", "()"}) {
    EXPECT_FALSE(smt::ReadTerm(bad, symbols, {{"a", "after.a"}}, &reason).has_value()) << bad;
  }
}

}  // namespace
}  // namespace interlock::counting
