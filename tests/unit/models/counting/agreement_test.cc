// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Proofs against the enumerator of single instances, on random systems, both ways: what is proved
// for any N has no bad state at N = 1..3, what is refuted has one at the N of its run.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "models/counting/counter_system_json.h"
#include "models/counting/prove.h"
#include "models/counting/simplify.h"
#include "models/counting/system_builder.h"
#include "models/counting/validate.h"
#include "tests/unit/models/counting/instance_enumerator.h"

namespace interlock::counting {
namespace {

// Shared things of a random system.
struct Shared {
  std::int32_t first = 0, second = 0, group = 0, mutex = 0, condition = 0;
  Symbol flag;
  std::vector<std::pair<std::int32_t, std::int32_t>> notifies;
  std::vector<Wake> wakes;
};

// A role as a list of operations in a row; some lead back, so that there are loops.
void AddBody(SystemBuilder* b, Shared* shared, std::int32_t role, const Linear& count) {
  const auto name = [&] { return "p" + std::to_string(b->system().points.size()); };
  std::int32_t here = b->AddPoint(role, "start", count);
  const std::int32_t start = here;
  const int length = *rc::gen::inRange(1, 5);
  for (int i = 0; i < length; ++i) {
    const auto channel = *rc::gen::element(shared->first, shared->second);
    const int what = *rc::gen::inRange(0, 10);
    const auto operate = [&](Operation operation, std::int32_t resource) {
      const auto point = b->AddPoint(role, name(), std::vector<PointCase>{{operation, resource}});
      b->Step(here, point);
      here = b->AddPoint(role, name());
      if (operation != Operation::kNotifyAll) b->OnAll(point, here);
      return point;
    };
    switch (what) {
      case 0:
      case 1:
        operate(Operation::kSend, channel);
        break;
      case 2:
      case 3:
        operate(Operation::kReceive, channel);
        break;
      case 4:
        operate(Operation::kClose, channel);
        break;
      case 5:
        operate(*rc::gen::element(Operation::kAdd, Operation::kDone, Operation::kWait),
                shared->group);
        break;
      case 6: {
        // Under the mutex: wait for the flag, or set it.
        operate(Operation::kLock, shared->mutex);
        const auto unlock =
            b->AddPoint(role, name(), std::vector<PointCase>{{Operation::kUnlock, shared->mutex}});
        const auto after = b->AddPoint(role, name());
        if (*rc::gen::arbitrary<bool>()) {
          const auto begin = b->AddPoint(
              role, name(), std::vector<PointCase>{{Operation::kConditionWait, shared->condition}});
          const auto waiting = b->AddPoint(
              role, name(),
              std::vector<PointCase>{{Operation::kConditionWaiting, shared->condition}});
          const auto again =
              b->AddPoint(role, name(), std::vector<PointCase>{{Operation::kLock, shared->mutex}});
          b->Step(here, begin, {Equals(shared->flag, 0)});
          b->Step(here, unlock, {Equals(shared->flag, 1)});
          b->OnAll(begin, waiting);
          b->OnAll(waiting, again);
          b->OnAll(again, here);
          shared->wakes.push_back({waiting, again});
        } else {
          b->Step(here, unlock, {}, {{shared->flag, true, 1}});
        }
        b->OnAll(unlock, after);
        here = after;
        break;
      }
      case 7: {
        const auto point = operate(Operation::kNotifyAll, shared->condition);
        shared->notifies.emplace_back(point, here);
        break;
      }
      case 8:
        b->Step(here, start);
        break;
      default: {
        const auto next = b->AddPoint(role, name());
        b->Step(here, next);
        here = next;
        break;
      }
    }
  }
  b->Step(here, b->AddEnded(role));
}

CounterSystem RandomSystem() {
  SystemBuilder b("random");
  Shared shared;
  const Symbol n = b.AddParameter("N", 1);
  shared.first = b.AddChannel("first", *rc::gen::element<std::int64_t>(1, 2));
  shared.second = b.AddChannel("second", n);
  shared.group = b.AddGroup("group");
  shared.mutex = b.AddMutex("mutex");
  shared.condition = b.AddCondition("condition", shared.mutex);
  shared.flag = b.AddVariable("flag", 0, 1, 0);
  AddBody(&b, &shared, b.AddRole("main", Instances::kOne), 1);
  AddBody(&b, &shared, b.AddRole("worker", Instances::kMany), n);
  for (const auto& [from, to] : shared.notifies) b.Notify(from, to, shared.wakes);
  b.AddProperty("deadlock", PropertyKind::kDeadlock);
  b.AddProperty("lost wake-up", PropertyKind::kLostWakeUp);
  b.AddProperty("no send after close", PropertyKind::kSendAfterClose, shared.first);
  b.AddProperty("closed once", PropertyKind::kCloseTwice, shared.second);
  b.AddProperty("never negative", PropertyKind::kNegativeGroup, shared.group);
  return b.Take();
}

TEST(ProofsAndEnumerator, AgreeOnRandomSystemsBothWays) {
  int proved = 0;
  int refuted = 0;
  int unknown = 0;
  CountingOptions options;
  options.search_state_max = 3000;
  options.search_total_max = 9000;
  options.clause_timeout_ms = 4000;
  options.horn_timeout_ms = 1500;
  options.query_timeout_ms = 2000;
  const bool good = rc::check([&] {
    const CounterSystem system = RandomSystem();
    const auto result = ProveCounterSystem(system, options);
    if (!result.ok()) RC_FAIL(result.error().ToText() + "\n" + CounterSystemToJson(system));
    std::vector<Enumeration> found;
    for (std::int64_t n = 1; n <= 3; ++n) found.push_back(Enumerate(system, {n}, 20000));
    for (const PropertyResult& property : result->properties) {
      if (property.verdict == Verdict::kProved) {
        ++proved;
        for (const Enumeration& enumeration : found) {
          if (enumeration.violated.count(property.name) != 0) {
            RC_FAIL("proved, but violated: " + property.name + "\n" + CounterSystemToJson(system));
          }
        }
      } else if (property.verdict == Verdict::kRefuted) {
        ++refuted;
        const auto n = static_cast<std::size_t>(property.run.parameters[0]);
        if (n <= found.size() && found[n - 1].complete &&
            found[n - 1].violated.count(property.name) == 0) {
          RC_FAIL("refuted, but not violated: " + property.name + "\n" +
                  RunText(system, property.run, property.states) + CounterSystemToJson(system));
        }
      } else {
        ++unknown;
      }
    }
  });
  EXPECT_TRUE(good);
  std::printf("proved=%d refuted=%d unknown=%d\n", proved, refuted, unknown);
  // Both answers must occur often, or agreement means little.
  EXPECT_GE(proved, 30);
  EXPECT_GE(refuted, 30);
}

TEST(LeaveOutPassages, ChangesNoPropertyOfRandomSystems) {
  std::size_t left_out = 0;
  const bool good = rc::check([&] {
    const CounterSystem system = RandomSystem();
    CounterSystem simple = system;
    std::set<std::int32_t> marked;
    LeaveOutPassages(&simple, &marked);
    left_out += system.points.size() - simple.points.size();
    const Status valid = Validate(simple);
    if (!valid.ok()) RC_FAIL(valid.error().ToText() + "\n" + CounterSystemToJson(system));
    for (std::int64_t n = 1; n <= 2; ++n) {
      const Enumeration before = Enumerate(system, {n}, 20000);
      const Enumeration after = Enumerate(simple, {n}, 20000);
      if (before.complete && after.complete && before.violated != after.violated) {
        RC_FAIL("verdicts differ\n" + CounterSystemToJson(system));
      }
    }
  });
  EXPECT_TRUE(good);
  EXPECT_GT(left_out, 0u);
}

}  // namespace
}  // namespace interlock::counting
