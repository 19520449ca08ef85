// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/memory/memory_tracker.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "reference/memory/cancel_action.h"
#include "reference/memory/killer.h"
#include "tests/unit/reference/memory/recording_action.h"

namespace interlock::reference {
namespace {

TEST(MemoryTracker, CountsInAllTrackersAbove) {
  MemoryTracker session("session", nullptr, 0);
  MemoryTracker query("query", &session, 0);
  MemoryTracker join("join", &query, 0);
  MemoryTracker sort("sort", &query, 0);
  join.Consume(100);
  sort.Consume(30);
  join.Consume(-60);
  EXPECT_EQ(join.consumed_bytes(), 40);
  EXPECT_EQ(sort.consumed_bytes(), 30);
  EXPECT_EQ(query.consumed_bytes(), 70);
  EXPECT_EQ(session.consumed_bytes(), 70);
  EXPECT_EQ(join.peak_bytes(), 100);
  EXPECT_EQ(query.peak_bytes(), 130);
  EXPECT_EQ(join.parent(), &query);
  EXPECT_EQ(session.parent(), nullptr);
}

TEST(MemoryTracker, IsOverLimitOnlyAboveIt) {
  MemoryTracker tracker("query", nullptr, 100);
  tracker.Consume(100);
  EXPECT_FALSE(tracker.is_over_limit());
  tracker.Consume(1);
  EXPECT_TRUE(tracker.is_over_limit());
  EXPECT_EQ(tracker.limit_bytes(), 100);
  MemoryTracker unlimited("query", nullptr, 0);
  unlimited.Consume(std::int64_t{1} << 60);
  EXPECT_FALSE(unlimited.is_over_limit());
}

TEST(MemoryTracker, CallsTheFirstActionWhenOverTheLimit) {
  MemoryTracker query("query", nullptr, 100);
  MemoryTracker join("join", &query, 0);
  RecordingAction low(1);
  RecordingAction high(2);
  query.AddAction(low);
  query.AddAction(high);
  join.Consume(100);
  EXPECT_EQ(high.call_count(), 0);
  join.Consume(1);
  EXPECT_EQ(high.call_count(), 1);
  EXPECT_EQ(low.call_count(), 0);
  join.Consume(-1);  // giving back never calls
  EXPECT_EQ(high.call_count(), 1);
  query.RemoveAction(high);
  join.Consume(1);
  EXPECT_EQ(low.call_count(), 1);
  query.RemoveAction(low);
  join.Consume(1);
  EXPECT_EQ(high.call_count() + low.call_count(), 2);
}

TEST(MemoryTracker, FallbackGoesDownTheListInOrder) {
  MemoryTracker tracker("query", nullptr, 1);
  std::vector<std::string> order;
  const auto named = [&order](const std::string& name) {
    return [&order, name](RecordingAction& self, MemoryTracker& called) {
      order.push_back(name);
      self.Fallback(called);
    };
  };
  RecordingAction first(5, named("first"));
  RecordingAction second(5, named("second"));
  RecordingAction third(4, named("third"));
  tracker.AddAction(third);
  tracker.AddAction(first);
  tracker.AddAction(second);  // equal priority: behind the one that was there
  tracker.Consume(2);
  EXPECT_EQ(order, (std::vector<std::string>{"first", "second", "third"}));
  tracker.RemoveAction(second);
  order.clear();
  tracker.Consume(1);
  EXPECT_EQ(order, (std::vector<std::string>{"first", "third"}));
  tracker.RemoveAction(first);
  tracker.RemoveAction(third);
}

TEST(MemoryTracker, ActionThatHelpsBelowSparesThoseAbove) {
  MemoryTracker query("query", nullptr, 100);
  MemoryTracker join("join", &query, 50);
  RecordingAction cancel(0);
  RecordingAction spill(0, [](RecordingAction&, MemoryTracker& tracker) { tracker.Consume(-90); });
  query.AddAction(cancel);
  join.AddAction(spill);
  join.Consume(120);
  EXPECT_EQ(spill.call_count(), 1);
  EXPECT_EQ(cancel.call_count(), 0);
  EXPECT_EQ(query.consumed_bytes(), 30);
  query.RemoveAction(cancel);
  join.RemoveAction(spill);
}

TEST(MemoryTracker, ActionMayRemoveAnotherOneAndAddOne) {
  MemoryTracker tracker("query", nullptr, 1);
  RecordingAction last(0);
  RecordingAction added(1);
  RecordingAction removed(2);
  RecordingAction first(3, [&](RecordingAction& self, MemoryTracker& called) {
    called.RemoveAction(removed);
    called.AddAction(added);
    self.Fallback(called);
  });
  tracker.AddAction(last);
  tracker.AddAction(removed);
  tracker.AddAction(first);
  tracker.Consume(2);
  EXPECT_EQ(removed.call_count(), 0);
  EXPECT_EQ(added.call_count(), 1);
  EXPECT_EQ(last.call_count(), 0);
  tracker.RemoveAction(first);
  tracker.RemoveAction(added);
  tracker.RemoveAction(last);
}

TEST(MemoryTracker, ActionThatThrowsIsNotLeftInside) {
  MemoryTracker tracker("query", nullptr, 1);
  RecordingAction action(0,
                         [](RecordingAction&, MemoryTracker&) { throw std::runtime_error("x"); });
  tracker.AddAction(action);
  EXPECT_THROW(tracker.Consume(2), std::runtime_error);
  tracker.RemoveAction(action);
  EXPECT_EQ(tracker.consumed_bytes(), 2);
}

TEST(CancelAction, KillsWithTheLimitAsLastResort) {
  MemoryTracker tracker("query", nullptr, 100);
  Killer killer;
  CancelAction cancel(killer);
  RecordingAction spill(0, CallFallback);
  tracker.AddAction(cancel);
  tracker.AddAction(spill);  // later, but of higher priority
  tracker.Consume(150);
  EXPECT_EQ(spill.call_count(), 1);
  ASSERT_TRUE(killer.is_killed());
  tracker.Consume(1);
  EXPECT_EQ(killer.Poll().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(killer.Poll().message(), "memory limit exceeded: tracker=query consumed=150 limit=100");
  tracker.RemoveAction(spill);
  tracker.RemoveAction(cancel);
}

TEST(MemoryTrackerDeathTest, EndsTheProcessOnMisuse) {
  MemoryTracker tracker("query", nullptr, 1);
  RecordingAction action(0);
  EXPECT_DEATH(tracker.Consume(-1), "consumed_bytes >= 0");
  EXPECT_DEATH(tracker.RemoveAction(action), "check failed");
  EXPECT_DEATH(MemoryTracker("query", nullptr, -1), "limit_bytes_ >= 0");
  tracker.AddAction(action);
  EXPECT_DEATH(tracker.AddAction(action), "check failed");
  EXPECT_DEATH(action.Fallback(tracker), "IsCalledByThisThread");
  tracker.RemoveAction(action);
  EXPECT_DEATH(
      {
        MemoryTracker left("query", nullptr, 1);
        left.AddAction(action);
      },
      "actions_.empty");
}

TEST(MemoryTrackerDeathTest, ActionThatWaitsForItselfEndsTheProcess) {
  MemoryTracker tracker("query", nullptr, 1);
  MemoryTracker join("join", &tracker, 0);
  RecordingAction leaves(
      0, [](RecordingAction& self, MemoryTracker& called) { called.RemoveAction(self); });
  tracker.AddAction(leaves);
  EXPECT_DEATH(tracker.Consume(2), "IsCalledByThisThread");
  tracker.RemoveAction(leaves);
  RecordingAction consumes(0, [&join](RecordingAction&, MemoryTracker&) { join.Consume(1); });
  tracker.AddAction(consumes);
  EXPECT_DEATH(join.Consume(2), "IsThisThreadInsideAnAction");
  tracker.RemoveAction(consumes);
}

}  // namespace
}  // namespace interlock::reference
