// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/replay.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "tests/explorer/test_program.h"

namespace interlock::explore {
namespace {

witness::Step StepOf(int thread, const std::string& kind, const std::string& mark, int child = -1,
                     const std::string& program = "cache") {
  witness::Step step;
  step.thread = thread;
  step.kind = kind;
  step.position = PositionOf(program, mark);
  step.child = child;
  step.object = mark;
  return step;
}

// reader and writer both begin a statement under its lock, then look up and fill the cache at once.
witness::Witness CacheWitness() {
  witness::Witness witness;
  witness.id = "W-test";
  witness.threads.resize(3);
  witness.threads[0].name = "T0";
  for (int i = 1; i <= 2; ++i) {
    witness::Thread& thread = witness.threads[static_cast<std::size_t>(i)];
    thread.name = "T" + std::to_string(i);
    thread.parent = 0;
    thread.spawn_position = PositionOf("cache", i == 1 ? "spawn reader" : "spawn writer");
  }
  witness.steps = {StepOf(0, "spawn", "spawn reader", 1),
                   StepOf(0, "spawn", "spawn writer", 2),
                   StepOf(2, "lock", "begin lock"),
                   StepOf(2, "unlock", "begin unlock"),
                   StepOf(1, "lock", "begin lock"),
                   StepOf(1, "unlock", "begin unlock"),
                   StepOf(1, "read", "read"),
                   StepOf(2, "write", "write")};
  for (witness::Step& step : witness.steps) {
    if (step.kind == "lock" || step.kind == "unlock") step.object = "statement.mutex";
  }
  return witness;
}

ReplayOutcome Replay(const std::string& program, const witness::Witness& witness,
                     const std::vector<std::string>& args = {}) {
  ReplayOptions options;
  options.work_directory = WorkFolder();
  options.show_output = false;
  Result<ReplayOutcome> outcome = RunReplay(ProgramPath(program), args, witness, options);
  EXPECT_TRUE(outcome.ok()) << outcome.error().ToText();
  std::filesystem::remove_all(options.work_directory);
  return outcome.ok() ? *std::move(outcome) : ReplayOutcome{};
}

TEST(Replay, ReproducesTheRaceWithOneSchedule) {
  const ReplayOutcome outcome = Replay("cache", CacheWitness());
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kReproduced) << outcome.reason;
  EXPECT_EQ(outcome.run.executions, 1u);
  EXPECT_EQ(outcome.followed.size(), 8u);
  EXPECT_EQ(outcome.race.earlier.position(), PositionOf("cache", "read"));
  EXPECT_EQ(outcome.race.later.position(), PositionOf("cache", "write"));
  EXPECT_EQ(outcome.race.earlier.thread.index, 1);
  EXPECT_EQ(outcome.race.later.thread.index, 2);
  EXPECT_TRUE(outcome.race.later.is_write);
}

TEST(Replay, TheOtherOrderOfTheAccessesReproducesToo) {
  witness::Witness witness = CacheWitness();
  std::swap(witness.steps[6], witness.steps[7]);
  const ReplayOutcome outcome = Replay("cache", witness);
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kReproduced) << outcome.reason;
  EXPECT_EQ(outcome.race.earlier.position(), PositionOf("cache", "write"));
}

TEST(Replay, SameWitnessGivesOneStepHash) {
  const witness::Witness witness = CacheWitness();
  std::set<std::uint64_t> hashes;
  for (int i = 0; i < 100; ++i) {
    const ReplayOutcome outcome = Replay("cache", witness);
    ASSERT_EQ(outcome.verdict, ReplayVerdict::kReproduced) << i << ": " << outcome.reason;
    hashes.insert(outcome.run.step_hash);
  }
  EXPECT_EQ(hashes.size(), 1u);
}

TEST(Replay, OrderOfListedStepsDecidesTheSchedule) {
  witness::Witness other = CacheWitness();
  std::swap(other.steps[2], other.steps[4]);
  std::swap(other.steps[3], other.steps[5]);
  const ReplayOutcome first = Replay("cache", CacheWitness()), second = Replay("cache", other);
  EXPECT_EQ(second.verdict, ReplayVerdict::kReproduced) << second.reason;
  EXPECT_NE(first.run.step_hash, second.run.step_hash);
}

// Each pair of dependent neighbours: the list asks for something that cannot come at that step.
TEST(Replay, SwappedDependentStepsDivergeAtThatStep) {
  const std::pair<int, int> swaps[] = {{0, 4}, {1, 2}, {2, 3}, {4, 5}, {3, 4}};
  for (const auto& [a, b] : swaps) {
    witness::Witness witness = CacheWitness();
    std::swap(witness.steps[static_cast<std::size_t>(a)],
              witness.steps[static_cast<std::size_t>(b)]);
    const ReplayOutcome outcome = Replay("cache", witness);
    EXPECT_EQ(outcome.verdict, ReplayVerdict::kDiverged) << a << "," << b << ": " << outcome.reason;
    EXPECT_EQ(outcome.step, a) << outcome.reason;
  }
}

TEST(Replay, FixedProgramNamesTheLockThatBlocksTheStep) {
  const ReplayOutcome outcome = Replay("cache", CacheWitness(), {"1"});
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kInfeasible) << outcome.reason;
  EXPECT_EQ(outcome.step, 7);
  EXPECT_EQ(outcome.blocked_thread, "T2");
  EXPECT_EQ(outcome.holder_thread, "T1");
  EXPECT_EQ(outcome.blocked_position, PositionOf("cache", "fill lock"));
  EXPECT_EQ(outcome.lock_position, PositionOf("cache", "lookup lock"));
  EXPECT_NE(outcome.lock.find("stack of thread 0"), std::string::npos) << outcome.lock;
  EXPECT_TRUE(outcome.run.races.empty());
}

TEST(Replay, TheBlockingLockIsNamedAsInTheSource) {
  ReplayOptions options;
  options.work_directory = WorkFolder();
  options.show_output = false;
  options.source_root = std::string(INTERLOCK_TEST_SOURCES) + "/../../..";
  const auto outcome = RunReplay(ProgramPath("cache"), {"1"}, CacheWitness(), options);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->lock, "mutex_");
  EXPECT_NE(outcome->reason.find("for mutex_, held by T1"), std::string::npos) << outcome->reason;
}

TEST(Replay, WrongFixStillReproduces) {
  const ReplayOutcome outcome = Replay("cache", CacheWitness(), {"2"});
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kReproduced) << outcome.reason;
}

TEST(Replay, WitnessOfAnotherProgramDiverges) {
  for (const char* program : {"usage_map", "session_map", "features", "lock_order"}) {
    const ReplayOutcome outcome = Replay(program, CacheWitness());
    EXPECT_EQ(outcome.verdict, ReplayVerdict::kDiverged) << program << ": " << outcome.reason;
    EXPECT_EQ(outcome.step, 0) << program;
  }
}

TEST(Replay, AccessesWithoutACommonByteAreNotReached) {
  witness::Witness witness = CacheWitness();
  witness.steps[7].kind = "read";
  witness.steps[7].position = witness.steps[6].position;  // the writer thread never looks up
  const ReplayOutcome outcome = Replay("cache", witness);
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kDiverged) << outcome.reason;
  EXPECT_EQ(outcome.step, 7);
}

// Calls that block inside: barrier, once, and a channel made of a mutex and conditions.
witness::Witness HandoverWitness() {
  const auto step = [](int thread, const char* kind, const char* mark, int child = -1) {
    return StepOf(thread, kind, mark, child, "handover");
  };
  witness::Witness witness = CacheWitness();
  witness.threads[1].spawn_position = PositionOf("handover", "spawn sender");
  witness.threads[2].spawn_position = PositionOf("handover", "spawn receiver");
  witness.steps = {step(0, "spawn", "spawn sender", 1),
                   step(0, "spawn", "spawn receiver", 2),
                   step(1, "barrier", "sender barrier"),
                   step(2, "barrier", "receiver barrier"),
                   step(2, "once", "once"),
                   step(1, "send", "send"),
                   step(2, "receive", "receive"),
                   step(1, "write", "write"),
                   step(2, "read", "read")};
  witness.steps[7].position = PositionOf("handover", "write", true);
  witness.steps[8].position = PositionOf("handover", "read", true);
  return witness;
}

TEST(Replay, FollowsCallsThatBlockInside) {
  const ReplayOutcome outcome = Replay("handover", HandoverWitness());
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kReproduced) << outcome.reason;
  EXPECT_EQ(outcome.race.earlier.position(), PositionOf("handover", "write", true));
}

TEST(Replay, EveryOrderOfBarrierArrivalsCanBeFollowed) {
  witness::Witness witness = HandoverWitness();
  std::swap(witness.steps[2], witness.steps[3]);
  const ReplayOutcome outcome = Replay("handover", witness);
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kReproduced) << outcome.reason;
}

TEST(Replay, ReceiveBeforeSendCannotBeFollowed) {
  witness::Witness witness = HandoverWitness();
  std::swap(witness.steps[4], witness.steps[5]);  // independent: send before once
  EXPECT_EQ(Replay("handover", witness).verdict, ReplayVerdict::kReproduced);
  witness = HandoverWitness();
  std::swap(witness.steps[4], witness.steps[6]);  // receive, send, once: once comes first
  const ReplayOutcome outcome = Replay("handover", witness);
  EXPECT_EQ(outcome.verdict, ReplayVerdict::kDiverged) << outcome.reason;
  EXPECT_EQ(outcome.step, 4);
}

TEST(Replay, MalformedWitnessesAreErrors) {
  const auto sites = SiteTable::Load(ProgramPath("cache"));
  ASSERT_TRUE(sites.ok());
  const auto broken = [&](auto change) {
    witness::Witness witness = CacheWitness();
    change(witness);
    return !CompileSchedule(witness, *sites).ok();
  };
  EXPECT_TRUE(CompileSchedule(CacheWitness(), *sites).ok());
  EXPECT_TRUE(broken([](auto& w) { w.steps.resize(1); }));
  EXPECT_TRUE(broken([](auto& w) { w.steps[0].thread = 9; }));
  EXPECT_TRUE(broken([](auto& w) { w.steps[0].child = 3; }));
  EXPECT_TRUE(broken([](auto& w) { w.steps[0].child = -1; }));
  EXPECT_TRUE(broken([](auto& w) { w.steps[0].kind = "dance"; }));
  EXPECT_TRUE(broken([](auto& w) { w.steps[7].thread = w.steps[6].thread; }));
  EXPECT_TRUE(broken([](auto& w) { w.steps.pop_back(); }));
  EXPECT_TRUE(broken([](auto& w) { w.threads[1].parent = 2; }));
  EXPECT_TRUE(broken([](auto& w) { w.threads.clear(); }));
}

TEST(Replay, UnreadableProgramsAreErrors) {
  ReplayOptions options;
  options.work_directory = WorkFolder();
  EXPECT_FALSE(RunReplay("no/such/program", {}, CacheWitness(), options).ok());
  EXPECT_FALSE(RunReplay("/bin/true", {}, CacheWitness(), options).ok());
  options.work_directory = "/proc/no-such-folder";
  EXPECT_FALSE(RunReplay(ProgramPath("cache"), {}, CacheWitness(), options).ok());
}

}  // namespace
}  // namespace interlock::explore
