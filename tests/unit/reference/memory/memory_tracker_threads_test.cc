// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The tracker with real threads: exact sums, actions in the charging threads, and the end of a call
// as what RemoveAction waits for.

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/barrier.h"
#include "annotations/latch.h"
#include "annotations/thread.h"
#include "reference/memory/memory_tracker.h"
#include "tests/unit/reference/memory/recording_action.h"

namespace interlock::reference {
namespace {

constexpr int kThreadCount = 8;
constexpr std::int64_t kRepetitionCount = 2000;

TEST(MemoryTrackerThreads, SumsAreExact) {
  MemoryTracker query("query", nullptr, 0);
  std::vector<std::unique_ptr<MemoryTracker>> joins;
  for (int i = 0; i < 2; ++i) joins.push_back(std::make_unique<MemoryTracker>("join", &query, 0));
  std::vector<Thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    MemoryTracker& join = *joins[static_cast<std::size_t>(i % 2)];
    threads.emplace_back([&join, i]() {
      for (std::int64_t k = 0; k < kRepetitionCount; ++k) {
        join.Consume(k + i);
        join.Consume(-k);
      }
    });
  }
  threads.clear();
  // Each thread keeps i bytes of every repetition; the even ones charged joins[0].
  EXPECT_EQ(joins[0]->consumed_bytes(), (0 + 2 + 4 + 6) * kRepetitionCount);
  EXPECT_EQ(joins[1]->consumed_bytes(), (1 + 3 + 5 + 7) * kRepetitionCount);
  EXPECT_EQ(query.consumed_bytes(), 28 * kRepetitionCount);
  EXPECT_GE(query.peak_bytes(), query.consumed_bytes());
  EXPECT_LE(query.peak_bytes(), 28 * kRepetitionCount + kThreadCount * kRepetitionCount);
  joins[0]->Consume(-joins[0]->consumed_bytes());
  joins[1]->Consume(-joins[1]->consumed_bytes());
  EXPECT_EQ(query.consumed_bytes(), 0);
}

// In many short rounds, so that the charges that end a round often meet.
TEST(MemoryTrackerThreads, PeakIsTheSumWhenNobodyGivesBack) {
  constexpr std::int64_t kRoundCount = 1000;
  constexpr std::int64_t kChargeCount = 5;
  MemoryTracker query("query", nullptr, 0);
  Barrier round(2);
  std::int64_t wrong_count = 0;
  const auto charge = [&query]() {
    for (std::int64_t k = 0; k < kChargeCount; ++k) query.Consume(1);
  };
  Thread other([&]() {
    for (std::int64_t i = 0; i < kRoundCount; ++i) {
      round.ArriveAndWait();
      charge();
      round.ArriveAndWait();
    }
  });
  for (std::int64_t i = 1; i <= kRoundCount; ++i) {
    round.ArriveAndWait();
    charge();
    round.ArriveAndWait();
    wrong_count += query.peak_bytes() == 2 * kChargeCount * i ? 0 : 1;
  }
  other.Join();
  EXPECT_EQ(wrong_count, 0);
}

TEST(MemoryTrackerThreads, EveryChargeOverTheLimitCallsInItsOwnThread) {
  MemoryTracker query("query", nullptr, 1);
  RecordingAction cancel(0);
  RecordingAction spill(1, CallFallback);
  query.AddAction(cancel);
  query.AddAction(spill);
  query.Consume(1);
  std::vector<Thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    threads.emplace_back([&query]() {
      for (std::int64_t k = 0; k < kRepetitionCount; ++k) query.Consume(1);
    });
  }
  threads.clear();
  EXPECT_EQ(spill.call_count(), kThreadCount * kRepetitionCount);
  EXPECT_EQ(cancel.call_count(), kThreadCount * kRepetitionCount);
  query.RemoveAction(spill);
  query.RemoveAction(cancel);
}

TEST(MemoryTrackerThreads, RemoveActionWaitsForCallsAndTheirFallback) {
  MemoryTracker query("query", nullptr, 1);
  Latch is_inside(1);
  Latch may_end(1);
  Atomic<bool> is_first_call(true);
  Atomic<bool> has_ended(false);
  RecordingAction blocks(0, [&](RecordingAction&, MemoryTracker&) {
    if (!is_first_call.Exchange(false)) return;
    is_inside.CountDown();
    may_end.Wait();
    has_ended.Store(true);
  });
  RecordingAction first(1, CallFallback);
  query.AddAction(blocks);
  query.AddAction(first);
  Thread consumer([&query]() { query.Consume(2); });
  is_inside.Wait();
  Atomic<bool> is_removed(false);
  Atomic<bool> had_ended_when_removed(false);
  Thread remover([&]() {
    query.RemoveAction(first);
    had_ended_when_removed.Store(has_ended.Load());
    is_removed.Store(true);
  });
  // The mutex is free while the call lasts. As soon as `first` is leaving, charges pass it by.
  std::int64_t call_count = 0;
  do {
    call_count = first.call_count();
    query.Consume(1);
  } while (first.call_count() > call_count);
  EXPECT_FALSE(is_removed.Load());
  may_end.CountDown();
  remover.Join();
  consumer.Join();
  EXPECT_TRUE(had_ended_when_removed.Load());
  query.RemoveAction(blocks);
}

// An owner adds its action, works, removes and destroys it, while others charge over the limit all
// the time. A call after the removal would be a use after free.
TEST(MemoryTrackerThreads, ActionsComeAndGoUnderFire) {
  MemoryTracker query("query", nullptr, 1);
  RecordingAction cancel(-1);
  query.AddAction(cancel);
  query.Consume(2);
  Atomic<bool> is_finished(false);
  std::vector<Thread> consumers;
  for (int i = 0; i < 3; ++i) {
    consumers.emplace_back([&]() {
      while (!is_finished.Load()) {
        query.Consume(1);
        query.Consume(-1);
      }
    });
  }
  std::vector<Thread> owners;
  for (int i = 0; i < 3; ++i) {
    owners.emplace_back([&query, i]() {
      for (int k = 0; k < 300; ++k) {
        auto spill = std::make_unique<RecordingAction>((i + k) % 3, CallFallback);
        query.AddAction(*spill);
        query.Consume(1);
        query.Consume(-1);
        query.RemoveAction(*spill);
      }
    });
  }
  owners.clear();
  is_finished.Store(true);
  consumers.clear();
  EXPECT_GE(cancel.call_count(), 900);
  query.RemoveAction(cancel);
  EXPECT_EQ(query.consumed_bytes(), 2);
}

}  // namespace
}  // namespace interlock::reference
