// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/memory/killer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annotations/thread.h"

namespace interlock::reference {
namespace {

TEST(Killer, PollIsOkUntilSomebodyKills) {
  Killer killer;
  EXPECT_FALSE(killer.is_killed());
  EXPECT_TRUE(killer.Poll().ok());
  killer.Kill(Cancelled("statement was stopped"));
  EXPECT_TRUE(killer.is_killed());
  EXPECT_EQ(killer.Poll().code(), StatusCode::kCancelled);
  EXPECT_EQ(killer.Poll().message(), "statement was stopped");
}

TEST(Killer, FirstReasonWins) {
  Killer killer;
  killer.Kill(ResourceExhausted("first"));
  killer.Kill(Cancelled("second"));
  EXPECT_EQ(killer.Poll().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(killer.Poll().message(), "first");
}

TEST(KillerDeathTest, KillNeedsAReason) {
  Killer killer;
  EXPECT_DEATH(killer.Kill(Status()), "check failed");
}

// Mutant M15 stores the flag before the reason: a poll in between is killed without an error.
TEST(Killer, WhoSeesTheFlagSeesTheOneReason) {
  for (int repetition = 0; repetition < 30; ++repetition) {
    Killer killer;
    std::vector<Status> seen(4);
    std::vector<Thread> threads;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      threads.emplace_back([&killer, &seen, i]() {
        while (!killer.is_killed()) {
        }
        seen[i] = killer.Poll();
      });
    }
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&killer, i]() { killer.Kill(Cancelled(std::to_string(i))); });
    }
    threads.clear();
    for (const Status& status : seen) {
      EXPECT_EQ(status.code(), StatusCode::kCancelled);
      EXPECT_EQ(status.message(), seen[0].message());
    }
  }
}

}  // namespace
}  // namespace interlock::reference
