// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/options.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace interlock::cli {
namespace {

Parsed Parse(std::vector<std::string> words) {
  words.insert(words.begin(), "interlock");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return ParseOptions(static_cast<int>(argv.size()), argv.data());
}

TEST(ParseOptions, TargetsAndFlagsOfCheck) {
  const Parsed parsed = Parse({"check", "reference", "-p", "build", "-j", "3", "-o", "x",
                               "--solver-timeout", "1ms", "--extra-arg=-DX"});
  ASSERT_TRUE(parsed.run) << parsed.text;
  EXPECT_EQ(parsed.options.command, "check");
  EXPECT_EQ(parsed.options.positional, std::vector<std::string>{"reference"});
  EXPECT_EQ(parsed.options.build_folder, "build");
  EXPECT_EQ(parsed.options.jobs, 3);
  EXPECT_EQ(parsed.options.out, "x");
  EXPECT_EQ(parsed.options.solver_timeout_ms, 1);
  EXPECT_EQ(parsed.options.extra_args, std::vector<std::string>{"-DX"});
}

TEST(ParseOptions, ExtractLinksWhatIsSelected) {
  EXPECT_EQ(Parse({"extract", "--proofs", "a,b"}).options.proofs, "a,b");
  EXPECT_EQ(Parse({"extract"}).options.proofs, "*");
}

TEST(ParseOptions, OnlyTakesOneWordAndLeavesTheTargets) {
  const Parsed parsed =
      Parse({"mutants", "--only", "M1,M2", "tests/mutants", "--only", "M3", "reference"});
  ASSERT_TRUE(parsed.run) << parsed.text;
  EXPECT_EQ(parsed.options.only, (std::vector<std::string>{"M1", "M2", "M3"}));
  EXPECT_EQ(parsed.options.positional, (std::vector<std::string>{"tests/mutants", "reference"}));
}

TEST(ParseOptions, FailOnCanBeRepeatedAndReplacesTheDefault) {
  EXPECT_EQ(Parse({"check"}).options.fail_on, (std::vector<std::string>{"new", "unknown"}));
  EXPECT_EQ(Parse({"check", "--fail-on", "any"}).options.fail_on, std::vector<std::string>{"any"});
  EXPECT_EQ(Parse({"check", "--fail-on", "unknown", "--fail-on", "new", "x"}).options.fail_on,
            (std::vector<std::string>{"unknown", "new"}));
  EXPECT_EQ(Parse({"check", "--fail-on", "new,unknown"}).options.fail_on,
            (std::vector<std::string>{"new", "unknown"}));
}

TEST(ParseOptions, WordsAfterTwoDashesAreNotFlags) {
  const Parsed parsed = Parse({"check", "--bench-json", "a.c", "--", "-std=gnu11", "--", "-w"});
  ASSERT_TRUE(parsed.run) << parsed.text;
  EXPECT_TRUE(parsed.options.has_trailing);
  EXPECT_EQ(parsed.options.trailing, (std::vector<std::string>{"-std=gnu11", "--", "-w"}));
}

TEST(ParseOptions, UsageErrorsAreExitCodeTwo) {
  const std::vector<std::vector<std::string>> rows = {
      {},
      {"chek"},
      {"check", "--no-such-flag"},
      {"check", "--baseline", "x", "--case", "33027"},
      {"check", "--write-baseline", "x", "--bench-json", "a.c"},
      {"check", "--fail-on", "sometimes"},
      {"check", "--write-pinned"},
      {"check", "--pinned", "x", "--case", "33027"},
      {"check", "--pinned", "x", "--bench-json", "a.c"},
      {"mutants"},
      {"diff", "a", "b", "--", "c"},
      {"check", "--fail-on", "new", "--fail-on", "never"},
      {"check", "-j", "many"},
      {"check", "-j", "-1"},
      {"check", "--solver-timeout", "soon"},
      {"check", "--solver-timeout", "0s"},
      {"check", "--color", "pink"},
      {"check", "--variant", "racy"},
      {"check", "--bench-json"},
      {"check", "--bench-json", "a.c", "b.c"},
      {"explore", "--mode", "sideways", "--", "x"},
      {"conform"},
      {"report", "--", "x"},
      {"check", "extract" /* a target of that name */, "--no-such"},
  };
  for (const auto& words : rows) {
    const Parsed parsed = Parse(words);
    const std::string last = words.empty() ? "no words" : words.back();
    EXPECT_FALSE(parsed.run) << last;
    EXPECT_EQ(parsed.exit_code, 2) << last;
    EXPECT_NE(parsed.text.find("error"), std::string::npos) << last << ": " << parsed.text;
  }
}

TEST(ParseOptions, HelpAndVersionAreExitCodeZero) {
  for (const char* word : {"--help", "--help-all", "--version"}) {
    const Parsed parsed = Parse({word});
    EXPECT_FALSE(parsed.run);
    EXPECT_EQ(parsed.exit_code, 0) << word;
    EXPECT_NE(parsed.text.find("interlock"), std::string::npos) << parsed.text;
  }
}

TEST(ParseOptions, VersionNamesSolverFrontEndAndSchemas) {
  const std::string text = Parse({"--version"}).text;
  EXPECT_NE(text.find("LLVM 19."), std::string::npos) << text;
  EXPECT_NE(text.find("Z3 4."), std::string::npos) << text;
  EXPECT_NE(text.find("interlock-facts/"), std::string::npos) << text;
  EXPECT_NE(text.find("interlock-protocol/"), std::string::npos) << text;
}

TEST(ParseOptions, NoColorWinsOverForceAndFlagOverBoth) {
  setenv("NO_COLOR", "1", 1);
  setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_FALSE(Parse({"check"}).options.color);
  EXPECT_TRUE(Parse({"check", "--color", "always"}).options.color);
  unsetenv("NO_COLOR");
  EXPECT_TRUE(Parse({"check"}).options.color);
  EXPECT_FALSE(Parse({"check", "--color", "never"}).options.color);
  unsetenv("CLICOLOR_FORCE");
}

TEST(ParseDuration, UnitsAndNonsense) {
  EXPECT_EQ(ParseDuration("30s"), 30000);
  EXPECT_EQ(ParseDuration("1ms"), 1);
  EXPECT_EQ(ParseDuration("1us"), 1);
  EXPECT_EQ(ParseDuration("1.5s"), 1500);
  EXPECT_EQ(ParseDuration("2m"), 120000);
  EXPECT_EQ(ParseDuration("1h"), 3600000);
  for (const char* text : {"", "s", "30", "30 s", "-1s", "1d", "nans", "1e99h"}) {
    EXPECT_EQ(ParseDuration(text), -1) << text;
  }
}

}  // namespace
}  // namespace interlock::cli
