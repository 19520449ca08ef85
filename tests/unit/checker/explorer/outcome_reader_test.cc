// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/outcome_reader.h"

#include <gtest/gtest.h>

namespace interlock::explore {
namespace {

const char kText[] =
    "interlock-outcome\t1\n"
    "state\tcomplete\t\n"
    "executions\t7\nsteps\t90\nhash\t00000000000000ff\nwithout-site\t2\nexit\t0\n"
    "failing\t3\t2\tchoices.bin\n"
    "race\t4\t1\tff10\tcounter\n"
    "side\t1\t0\t0\t8\nthread\t2\t0\t1\ta.cc:1:2\nthread\t0\t-1\t0\t\nframe\ta.cc:3:4\tF()\n"
    "side\t0\t1\t0\t4\nthread\t0\t-1\t0\t\nframe\ta.cc:5:6\tG()\nframe\ta.cc:7:8\tmain\n"
    "failure\tdeadlock\t6\t44\t2 threads can never go on\n"
    "blocked\tlock\tabc\tmutex\t1\ta.cc:9:1\nthread\t0\t-1\t0\t\nframe\ta.cc:10:1\tmain\n"
    "verdict\tinfeasible\t5\tbecause\n"
    "lock\tT1\ta.cc:1:1\tmutex\ta.cc:2:1\tT2\n"
    "confirmed\t-1\nfollowed\t2\nend\n";

TEST(OutcomeReader, ReadsEveryKindOfLine) {
  const auto file = ParseOutcome(kText);
  ASSERT_TRUE(file.ok()) << file.error().ToText();
  EXPECT_EQ(file->run.executions, 7u);
  EXPECT_EQ(file->run.step_hash, 255u);
  EXPECT_EQ(file->failing, 3u);
  ASSERT_EQ(file->run.races.size(), 1u);
  const Race& race = file->run.races[0];
  EXPECT_EQ(race.address, 0xff10u);
  EXPECT_TRUE(race.earlier.is_write);
  EXPECT_EQ(race.earlier.thread.instance, 1);
  EXPECT_EQ(race.earlier.ancestors.size(), 1u);
  EXPECT_TRUE(race.later.is_atomic);
  EXPECT_EQ(race.later.stack.size(), 2u);
  EXPECT_EQ(race.later.position(), "a.cc:5:6");
  ASSERT_EQ(file->run.failures.size(), 1u);
  ASSERT_EQ(file->run.failures[0].blocked.size(), 1u);
  EXPECT_EQ(file->run.failures[0].blocked[0].holder, 1);
  EXPECT_EQ(file->run.failures[0].blocked[0].stack[0].function, "main");
  EXPECT_EQ(file->replay.verdict, ReplayVerdict::kInfeasible);
  EXPECT_EQ(file->replay.step, 5);
  EXPECT_EQ(file->replay.lock, "mutex");
  EXPECT_EQ(file->replay.followed.size(), 2u);
}

// No prefix of an outcome passes for a whole one.
TEST(OutcomeReader, EveryTruncationIsAnError) {
  const std::string text = kText;
  for (std::size_t keep = 0; keep + 1 < text.size(); ++keep) {
    EXPECT_FALSE(ParseOutcome(text.substr(0, keep)).ok()) << keep;
  }
}

TEST(OutcomeReader, OtherVersionsAndUnknownLinesAreErrors) {
  EXPECT_FALSE(ParseOutcome("interlock-outcome\t2\nend\n").ok());
  EXPECT_FALSE(ParseOutcome("interlock-outcome\t1\nsurprise\t1\nend\n").ok());
  EXPECT_FALSE(ParseOutcome("interlock-outcome\t1\nframe\ta\tb\nend\n").ok());
  EXPECT_FALSE(ParseOutcome("interlock-outcome\t1\nverdict\tmaybe\t1\t\nend\n").ok());
}

}  // namespace
}  // namespace interlock::explore
