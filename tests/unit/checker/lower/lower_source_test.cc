// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/lower_source.h"

#include <gmock/gmock.h>

#include "checker/frontend/facts_json.h"
#include "tests/unit/checker/lower/lowered_source.h"

namespace interlock::lower {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(LowerSource, SameInputGivesTheSameBytes) {
  const char* code =
      "#include <map>\n#include <string>\nstruct K { int v; }; std::map<int, K> m;"
      "void f(int n) { m[n].v = n; auto l = [&] { ++n; }; l(); }";
  const std::string first = facts::WriteUnit(LowerSnippet(code));
  EXPECT_EQ(first, facts::WriteUnit(LowerSnippet(code)));
  const Result<facts::Unit> unit = facts::ReadUnit(first);
  ASSERT_TRUE(unit.ok()) << unit.error().ToText();
  EXPECT_EQ(unit->source, "snippet.cc");
}

TEST(LowerSource, FactsHoldNoAbsolutePaths) {
  const std::string text = facts::WriteUnit(LowerSnippet(
      "#include <thread>\nint g; void f() { std::thread t([] { g = 1; }); t.join(); }"));
  EXPECT_EQ(text.find("interlock-"), text.find("interlock-facts/1"));
  EXPECT_THAT(text, Not(HasSubstr("lambda at")));
}

TEST(LowerSource, ErrorsOfTheSourceAreCollected) {
  const facts::Unit unit = LowerSnippet("int f( { return 1; }\nint g() { return nope; }");
  ASSERT_GE(unit.errors.size(), 2U);
  EXPECT_THAT(unit.errors[0], HasSubstr("snippet.cc:1:"));
}

TEST(LowerSource, MissingFileIsAnError) {
  CompileCommand command{"/", "/no/such/file.cc", {"c++", "/no/such/file.cc"}};
  const auto unit = LowerSource(command, {});
  ASSERT_FALSE(unit.ok());
  EXPECT_EQ(unit.error().kind, ErrorKind::kIo);
}

TEST(LowerSource, GccOnlyOptionsAreDropped) {
  const CompileCommand command{
      "/w",
      "/w/a.cc",
      {"/usr/bin/ccache", "g++", "-O2", "-w", "-fmax-errors=3", "-MD", "-MF", "a.d", "-o", "a.o",
       "-fno-canonical-system-headers", "-Werror", "-Werror=unused", "--param=x=1", "-DX=1",
       "-std=gnu++17", "-c", "a.cc"}};
  const std::vector<std::string> arguments = AdjustArguments(command, {});
  EXPECT_EQ(arguments[0], "g++");
  for (const char* dropped : {"-w", "-MD", "-MF", "a.d", "-o", "a.o", "-Werror", "-c",
                              "-Werror=unused", "--param=x=1", "-fmax-errors=3"}) {
    EXPECT_THAT(arguments, Not(Contains(dropped)));
  }
  for (const char* kept : {"-DX=1", "-std=gnu++17", "a.cc", "-Wthread-safety"}) {
    EXPECT_THAT(arguments, Contains(kept));
  }
}

TEST(CompileDatabase, MissingAndMalformedAreErrors) {
  const TemporaryFolder folder;
  const auto missing = ReadCompileDatabase(folder.path());
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  std::ofstream(folder.path() / "compile_commands.json") << "[{\"file\": \"a.cc\"";
  const auto malformed = ReadCompileDatabase(folder.path());
  ASSERT_FALSE(malformed.ok());
  EXPECT_EQ(malformed.error().kind, ErrorKind::kInvalidInput);
  std::ofstream(folder.path() / "compile_commands.json") << "[]";
  EXPECT_FALSE(ReadCompileDatabase(folder.path()).ok());
}

TEST(CompileDatabase, RelativeFilesAreResolved) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "compile_commands.json")
      << R"([{"directory": ")" << folder.path().string()
      << R"(", "file": "src/../a.cc", "command": "c++ -c -DA=\"x y\" a.cc"}])";
  const auto commands = ReadCompileDatabase(folder.path());
  ASSERT_TRUE(commands.ok()) << commands.error().ToText();
  ASSERT_EQ(commands->size(), 1U);
  EXPECT_EQ((*commands)[0].file, (folder.path() / "a.cc").string());
  EXPECT_THAT((*commands)[0].arguments, Contains("-DA=x y"));
}

}  // namespace
}  // namespace interlock::lower
