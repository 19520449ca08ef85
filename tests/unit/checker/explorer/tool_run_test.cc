// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/tool_run.h"

#include <gtest/gtest.h>

namespace interlock::explore {
namespace {

ToolRun Shell(const std::string& script) {
  ToolRun run;
  run.command = {"/bin/sh", "-c", script};
  return run;
}

TEST(ToolRun, PassesInputAndReturnsOutput) {
  ToolRun run = Shell("cat; exit 3");
  run.input = std::string(1 << 20, 'x');  // more than a pipe holds
  const auto result = RunTool(run);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output, run.input);
  EXPECT_EQ(result->exit_status, 3);
}

TEST(ToolRun, AddsToTheEnvironment) {
  ToolRun run = Shell("printf %s \"$INTERLOCK_TEST_WORD\"");
  run.environment["INTERLOCK_TEST_WORD"] = "here";
  EXPECT_EQ(RunTool(run)->output, "here");
}

TEST(ToolRun, ReportsSignalsAndTimeouts) {
  EXPECT_EQ(RunTool(Shell("kill -11 $$"))->exit_status, 139);
  ToolRun slow = Shell("exec sleep 30");
  slow.timeout_seconds = 0.2;
  const auto result = RunTool(slow);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->timed_out);
}

TEST(ToolRun, MissingProgramIsAnError) {
  ToolRun run;
  run.command = {"/no/such/program"};
  EXPECT_FALSE(RunTool(run).ok());
}

}  // namespace
}  // namespace interlock::explore
