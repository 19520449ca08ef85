// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/explore.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/explorer/test_program.h"

namespace interlock::explore {
namespace {

ExploreOptions With(Mode mode, std::uint64_t schedules) {
  ExploreOptions options;
  options.mode = mode;
  options.schedules = schedules;
  return options;
}

void ExpectSilent(const std::string& program, const ExploreOptions& options) {
  const ExploreOutcome outcome = Explore(program, options);
  EXPECT_EQ(outcome.run.state, RunState::kComplete) << outcome.run.problem;
  EXPECT_EQ(outcome.run.executions, options.schedules);
  EXPECT_TRUE(outcome.run.failures.empty()) << outcome.run.failures[0].text;
  EXPECT_EQ(outcome.run.accesses_without_site, 0u);
  for (const Race& race : outcome.run.races) {
    ADD_FAILURE() << program << " " << ModeName(options.mode) << ": " << race.earlier.position()
                  << " / " << race.later.position() << " " << race.object;
  }
}

TEST(Explore, RaceFreeLibraryFeaturesAreSilentInEveryMode) {
  for (const Mode mode : {Mode::kRandom, Mode::kPct, Mode::kUrw, Mode::kPos, Mode::kSequential}) {
    for (const char* program : {"features", "posix", "containers"}) {
      ExpectSilent(program, With(mode, 1000));
    }
  }
}

TEST(Explore, RaceFreeProgramsAreSilentWithPlainPreemption) {
  ExploreOptions options = With(Mode::kRandom, 300);
  options.plain = true;
  for (const char* program : {"features", "posix", "containers"}) ExpectSilent(program, options);
}

TEST(Explore, InstrumentedTreeBehavesLikeASortedVector) {
  const ExploreOutcome outcome = Explore("containers", With(Mode::kSequential, 1), {"tree"});
  EXPECT_EQ(outcome.run.exit_status, 0);
  EXPECT_TRUE(outcome.run.failures.empty());
}

// Each racy program is found with each of these seeds within the bound.
TEST(Explore, FindsEveryRacyProgram) {
  const std::pair<const char*, std::uint64_t> programs[] = {
      {"session_map", 5},  {"usage_map", 60},         {"packed_row", 5},   {"spill_append", 20},
      {"stack_object", 5}, {"find_beside_insert", 5}, {"publication", 60}, {"file_buffer", 5}};
  for (const auto& [program, bound] : programs) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      ExploreOptions options = With(Mode::kRandom, bound);
      options.seed = seed;
      options.stop_at_first = true;
      const ExploreOutcome outcome = Explore(program, options);
      EXPECT_FALSE(outcome.run.races.empty()) << program << " seed " << seed;
    }
  }
}

TEST(Explore, BufferOfAFileOperationIsSilentUnderALock) {
  const ExploreOutcome outcome = Explore("file_buffer", With(Mode::kRandom, 200), {"turns"});
  EXPECT_EQ(outcome.run.executions, 200u);
  EXPECT_TRUE(outcome.run.races.empty());
  EXPECT_TRUE(outcome.run.failures.empty());
}

TEST(Explore, HeapReachesBothSidesOfAPowerOfTwo) {
  const ExploreOutcome silent = Explore("heap_halves", With(Mode::kRandom, 50), {"turns"});
  EXPECT_EQ(silent.run.executions, 50u);
  EXPECT_EQ(silent.run.exit_status, 0);
  EXPECT_TRUE(silent.run.races.empty());
  EXPECT_TRUE(silent.run.failures.empty());
  EXPECT_FALSE(Explore("heap_halves", With(Mode::kRandom, 50)).run.races.empty());
}

TEST(Explore, ReleaseAcquirePublicationIsSilent) {
  const ExploreOutcome outcome = Explore("publication", With(Mode::kRandom, 2000), {"release"});
  EXPECT_TRUE(outcome.run.races.empty());
}

TEST(Explore, PartialOrderSamplingFindsEveryRacyProgram) {
  for (const char* program : {"session_map", "usage_map", "packed_row", "spill_append",
                              "stack_object", "find_beside_insert", "publication"}) {
    ExploreOptions options = With(Mode::kPos, 200);
    options.stop_at_first = true;
    EXPECT_FALSE(Explore(program, options).run.races.empty()) << program;
  }
}

TEST(Explore, UniformWalkFindsTheRareWrite) {
  const ExploreOutcome outcome = Explore("rare_write", With(Mode::kUrw, 10000));
  EXPECT_FALSE(outcome.run.races.empty());
}

TEST(Explore, RaceReportNamesBothSides) {
  ExploreOptions options = With(Mode::kRandom, 200);
  options.stop_at_first = true;
  const ExploreOutcome outcome = Explore("packed_row", options);
  ASSERT_EQ(outcome.run.races.size(), 1u);
  const Race& race = outcome.run.races[0];
  const RaceSide& atomic = race.earlier.is_atomic ? race.earlier : race.later;
  const RaceSide& plain = race.earlier.is_atomic ? race.later : race.earlier;
  EXPECT_TRUE(atomic.is_write);
  EXPECT_EQ(atomic.size_bytes, 4u);
  EXPECT_FALSE(plain.is_atomic);
  EXPECT_EQ(plain.stack.back().function, "main::$_1::operator()() const");
  EXPECT_EQ(plain.thread.parent, 0);
  EXPECT_EQ(plain.ancestors.size(), 1u);
  EXPECT_NE(atomic.position().find("packed_row.cc:16:"), std::string::npos) << atomic.position();
  EXPECT_NE(race.object.find("main::row"), std::string::npos) << race.object;
}

TEST(Explore, DirectedReachesThePairAtOnce) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    ExploreOptions options = With(Mode::kDirected, 1);
    options.seed = seed;
    options.at = {"tests/explorer/programs/usage_map.cc:15"};
    const ExploreOutcome outcome = Explore("usage_map", options);
    EXPECT_FALSE(outcome.run.races.empty()) << "seed " << seed;
  }
}

TEST(Explore, DirectedAtNoSiteIsAnError) {
  ExploreOptions options = With(Mode::kDirected, 1);
  options.work_directory = WorkFolder();
  options.at = {"tests/explorer/programs/usage_map.cc:1"};
  EXPECT_FALSE(RunExplore(ProgramPath("usage_map"), {}, options).ok());
}

TEST(Explore, DeadlockNamesLocksAndHolders) {
  ExploreOptions options = With(Mode::kRandom, 200);
  options.stop_at_first = true;
  const ExploreOutcome outcome = Explore("lock_order", options);
  ASSERT_EQ(outcome.run.failures.size(), 1u);
  const Failure& failure = outcome.run.failures[0];
  EXPECT_EQ(failure.kind, "deadlock");
  ASSERT_EQ(failure.blocked.size(), 3u);
  EXPECT_EQ(failure.blocked[0].kind, "join");
  EXPECT_EQ(failure.blocked[1].kind, "lock");
  EXPECT_EQ(failure.blocked[1].holder, 2);
  EXPECT_EQ(failure.blocked[2].holder, 1);
  EXPECT_NE(failure.blocked[1].holder_position.find("lock_order.cc:15:"), std::string::npos);
  EXPECT_NE(failure.blocked[1].stack.front().position.find("lock_order.cc:12:"), std::string::npos);
}

TEST(Explore, LostWakeUpIsFound) {
  ExploreOptions options = With(Mode::kRandom, 500);
  options.stop_at_first = true;
  const ExploreOutcome outcome = Explore("lost_wakeup", options);
  ASSERT_FALSE(outcome.run.failures.empty());
  EXPECT_EQ(outcome.run.failures[0].kind, "lost wake-up");
}

TEST(Explore, SeedAndIndexFixASchedule) {
  ExploreOptions options = With(Mode::kRandom, 50);
  const ExploreOutcome whole = Explore("usage_map", options);
  options.first = 49;
  options.schedules = 1;
  const ExploreOutcome last = Explore("usage_map", options);
  EXPECT_EQ(whole.run.step_hash, last.run.step_hash);
}

TEST(Explore, RecordedChoicesRepeatTheFailingSchedule) {
  for (const Mode mode : {Mode::kRandom, Mode::kPct, Mode::kUrw}) {
    ExploreOptions options = With(mode, 2000);
    options.stop_at_first = true;
    const ExploreOutcome found = Explore("lost_wakeup", options);
    ASSERT_FALSE(found.first_failing_choices.empty());
    ExploreOptions again = With(Mode::kChoices, 1);
    again.choices = found.first_failing_choices;
    const ExploreOutcome repeated = Explore("lost_wakeup", again);
    ASSERT_EQ(repeated.run.failures.size(), 1u) << ModeName(mode);
    EXPECT_EQ(repeated.run.step_hash, found.run.step_hash);
  }
}

TEST(Explore, BadEndingsAreFailures) {
  const std::pair<const char*, const char*> endings[] = {{"exit", "exit status"},
                                                         {"assert", "abort"},
                                                         {"throw", "abort"},
                                                         {"crash", "crash"},
                                                         {"spin", "step bound"}};
  for (const auto& [argument, kind] : endings) {
    ExploreOptions options = With(Mode::kRandom, 1);
    options.step_bound = 10000;
    const ExploreOutcome outcome = Explore("endings", options, {argument});
    ASSERT_EQ(outcome.run.failures.size(), 1u) << argument;
    EXPECT_EQ(outcome.run.failures[0].kind, kind);
  }
}

TEST(Explore, UncontrolledBlockingCallIsReported) {
  const ExploreOutcome outcome = Explore("pipe_read", With(Mode::kRandom, 10));
  EXPECT_EQ(outcome.run.state, RunState::kIncomplete);
  ASSERT_EQ(outcome.run.failures.size(), 1u);
  const Failure& failure = outcome.run.failures[0];
  EXPECT_EQ(failure.kind, "uncontrolled blocking call");
  ASSERT_FALSE(failure.stack.empty());
  EXPECT_NE(failure.stack[0].position.find("pipe_read.cc:14:"), std::string::npos);
}

}  // namespace
}  // namespace interlock::explore
