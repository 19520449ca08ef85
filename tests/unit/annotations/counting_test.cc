// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// WaitGroup, Latch, Barrier.

#include <gtest/gtest.h>

#include <vector>

#include "annotations/barrier.h"
#include "annotations/latch.h"
#include "annotations/thread.h"
#include "annotations/wait_group.h"

namespace interlock {
namespace {

TEST(WaitGroup, WaitReturnsAtOnceWithoutUnits) {
  WaitGroup group;
  group.Wait();
  group.Add(0);
  group.Wait();
}

TEST(WaitGroup, WaitSeesTheWorkOfEveryUnit) {
  WaitGroup group;
  std::vector<int> parts(8);
  group.Add(parts.size());
  std::vector<Thread> threads;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    threads.emplace_back([&, i] {
      parts[i] = 1;
      group.Done();
    });
  }
  group.Wait();
  for (int part : parts) EXPECT_EQ(part, 1);
}

TEST(WaitGroup, CountsUnitsAddedByARunningUnit) {
  WaitGroup group;
  int inner = 0;
  Thread second;
  group.Add(1);
  Thread first([&] {
    group.Add(1);
    second = Thread([&] {
      inner = 1;
      group.Done();
    });
    group.Done();
  });
  group.Wait();
  EXPECT_EQ(inner, 1);
}

TEST(WaitGroup, CanBeUsedAgain) {
  WaitGroup group;
  for (int round = 1; round <= 50; ++round) {
    int written = 0;
    group.Add(1);
    Thread thread([&] {
      written = round;
      group.Done();
    });
    group.Wait();
    ASSERT_EQ(written, round);
  }
}

TEST(WaitGroupDeathTest, EndsOnDoneWithoutUnit) {
  WaitGroup group;
  EXPECT_DEATH(group.Done(), "WaitGroup::Done without a unit");
}

TEST(Latch, OpensAfterTheAnnouncedArrivals) {
  Latch latch(3);
  EXPECT_FALSE(latch.TryWait());
  latch.CountDown(2);
  EXPECT_FALSE(latch.TryWait());
  latch.CountDown();
  EXPECT_TRUE(latch.TryWait());
  latch.Wait();
}

TEST(Latch, ArrivalsAreBeforeTheOpening) {
  constexpr int kThreads = 4;
  Latch latch(kThreads);
  std::vector<int> parts(kThreads);
  std::vector<int> sums(kThreads);
  std::vector<Thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      parts[i] = 1;
      latch.ArriveAndWait();
      for (int part : parts) sums[i] += part;
    });
  }
  threads.clear();
  EXPECT_EQ(sums, std::vector<int>(kThreads, kThreads));
}

TEST(Latch, OpenFromTheStartForNobody) {
  Latch latch(0);
  latch.Wait();
  EXPECT_TRUE(latch.TryWait());
}

TEST(LatchDeathTest, EndsBelowZero) {
  Latch latch(1);
  EXPECT_DEATH(latch.CountDown(2), "Latch counted below zero");
}

TEST(Barrier, SeparatesRounds) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 100;
  Barrier barrier(kThreads);
  std::vector<int> cells(kThreads);
  std::vector<Thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 1; round <= kRounds; ++round) {
        cells[i] = round;
        barrier.ArriveAndWait();
        for (int cell : cells) EXPECT_EQ(cell, round);
        barrier.ArriveAndWait();
      }
    });
  }
  threads.clear();
  EXPECT_EQ(cells, std::vector<int>(kThreads, kRounds));
}

TEST(Barrier, OneParticipantNeverWaits) {
  Barrier barrier(1);
  barrier.ArriveAndWait();
  barrier.ArriveAndWait();
}

TEST(BarrierDeathTest, EndsForNobody) { EXPECT_DEATH(Barrier(0), "Barrier for nobody"); }

}  // namespace
}  // namespace interlock
