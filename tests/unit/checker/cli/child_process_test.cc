// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/child_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace interlock::cli {
namespace {

using Kind = ChildEnd::Kind;

std::vector<ChildEnd> RunQuietly(std::size_t count, const PoolLimits& limits,
                                 const std::function<int(std::size_t)>& work) {
  return RunForked(count, limits, work, [](std::size_t, const ChildEnd&) {});
}

TEST(RunForked, EveryChildEndsInItsOwnWay) {
  PoolLimits limits;
  limits.jobs = 2;
  limits.seconds = 1;
  const std::vector<ChildEnd> ends = RunQuietly(5, limits, [](std::size_t i) {
    if (i == 1) std::raise(SIGSEGV);
    if (i == 2) {
      for (;;) pause();
    }
    if (i == 3) std::fprintf(stderr, "cause: %d\n", 42);
    return static_cast<int>(i);
  });
  ASSERT_EQ(ends.size(), 5u);
  EXPECT_EQ(ends[0].kind, Kind::kExited);
  EXPECT_EQ(ends[0].code, 0);
  EXPECT_EQ(ends[1].kind, Kind::kSignalled);
  EXPECT_EQ(ends[1].code, SIGSEGV);
  EXPECT_EQ(ends[2].kind, Kind::kTimedOut);
  EXPECT_EQ(ends[3].code, 3);
  EXPECT_EQ(ends[3].diagnostics, "cause: 42\n");
  EXPECT_EQ(ends[4].code, 4);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(RunForked, MemoryLimitHitsTheChildAlone) {
  PoolLimits limits;
  limits.memory_bytes = 256u << 20;
  const std::vector<ChildEnd> ends = RunQuietly(2, limits, [](std::size_t i) {
    if (i == 1) return 0;
    return std::malloc(std::size_t{1} << 30) == nullptr ? 7 : 0;
  });
  EXPECT_EQ(ends[0].code, 7);
  EXPECT_EQ(ends[1].kind, Kind::kExited);
  EXPECT_EQ(ends[1].code, 0);
}
#endif

TEST(RunForked, FinishedIsCalledOnceForEachChild) {
  PoolLimits limits;
  limits.jobs = 3;
  std::vector<int> calls(7);
  RunForked(
      7, limits, [](std::size_t) { return 0; },
      [&](std::size_t i, const ChildEnd&) { ++calls[i]; });
  EXPECT_EQ(calls, std::vector<int>(7, 1));
}

TEST(RunProgram, OutputAndStatus) {
  Result<ProgramResult> run = RunProgram({"sh", "-c", "echo out; echo err >&2; exit 3"}, 10);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->end.kind, Kind::kExited);
  EXPECT_EQ(run->end.code, 3);
  EXPECT_EQ(run->output, "out\nerr\n");
}

TEST(RunProgram, MissingProgramIsNotFound) {
  Result<ProgramResult> run = RunProgram({"interlock-no-such-program"}, 10);
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(run.error().position, "interlock-no-such-program");
}

TEST(RunProgram, TimeLimitEndsIt) {
  Result<ProgramResult> run = RunProgram({"sleep", "60"}, 0.2);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->end.kind, Kind::kTimedOut);
}

}  // namespace
}  // namespace interlock::cli
