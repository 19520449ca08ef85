// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/site_table.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/explorer/test_program.h"

namespace interlock::explore {
namespace {

std::string Copy(const std::string& name) {
  const std::string copy = WorkFolder() + "/" + name;
  std::filesystem::copy_file(ProgramPath(name), copy);
  std::filesystem::copy_file(ProgramPath(name) + ".sites", copy + ".sites");
  return copy;
}

TEST(SiteTable, BuildsWithinTwoSeconds) {
  const auto begin = std::chrono::steady_clock::now();
  const auto table =
      SiteTable::Build(ProgramPath("features"), std::string(INTERLOCK_TEST_SOURCES) + "/../../..");
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(table.ok()) << table.error().ToText();
  EXPECT_LT(taken.count(), 2.0);
  EXPECT_GT(table->sites().size(), 1000u);
}

TEST(SiteTable, SurvivesSaveAndLoad) {
  const auto built =
      SiteTable::Build(ProgramPath("cache"), std::string(INTERLOCK_TEST_SOURCES) + "/../../..");
  const auto loaded = SiteTable::Load(ProgramPath("cache"));
  ASSERT_TRUE(built.ok() && loaded.ok());
  ASSERT_EQ(built->sites().size(), loaded->sites().size());
  for (std::size_t i = 0; i < built->sites().size(); ++i) {
    const CallSite &a = built->sites()[i], &b = loaded->sites()[i];
    ASSERT_EQ(a.return_offset, b.return_offset);
    ASSERT_EQ(a.in_system_header, b.in_system_header);
    ASSERT_EQ(a.frames.size(), b.frames.size());
    for (std::size_t f = 0; f < a.frames.size(); ++f) {
      EXPECT_EQ(a.frames[f].position, b.frames[f].position);
    }
  }
}

TEST(SiteTable, PositionsAreRelativeAndUserCodeOnly) {
  const auto table = SiteTable::Load(ProgramPath("cache"));
  ASSERT_TRUE(table.ok());
  for (const CallSite& site : table->sites()) {
    for (const Frame& frame : site.frames) {
      EXPECT_EQ(frame.position.rfind("tests/explorer/programs/cache.cc:", 0), 0u) << frame.position;
    }
    EXPECT_TRUE(site.in_system_header || !site.frames.empty());
  }
}

TEST(SiteTable, ResolvesExactlyThenByLine) {
  const auto table = SiteTable::Load(ProgramPath("cache"));
  ASSERT_TRUE(table.ok());
  const std::string position = PositionOf("cache", "write");
  bool exact = false;
  EXPECT_EQ(table->Resolve(position, &exact), std::vector<std::string>{position});
  EXPECT_TRUE(exact);
  const std::string line = position.substr(0, position.rfind(':'));
  EXPECT_FALSE(table->Resolve(line + ":999", &exact).empty());
  EXPECT_FALSE(exact);
  EXPECT_TRUE(table->Resolve("tests/explorer/programs/cache.cc:1:1", &exact).empty());
}

TEST(SiteTable, RejectsTruncatedForeignAndMissingTables) {
  const std::string copy = Copy("cache");
  EXPECT_TRUE(SiteTable::Load(copy).ok());
  const auto size = std::filesystem::file_size(copy + ".sites");
  for (const std::uintmax_t keep : {size - 1, size / 2, std::uintmax_t{10}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(copy + ".sites", keep);
    EXPECT_FALSE(SiteTable::Load(copy).ok()) << keep;
  }
  std::filesystem::copy_file(ProgramPath("features") + ".sites", copy + ".sites",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(SiteTable::Load(copy).ok());
  std::filesystem::remove(copy + ".sites");
  EXPECT_FALSE(SiteTable::Load(copy).ok());
}

TEST(SiteTable, RefusesProgramsWithoutInstrumentation) {
  EXPECT_FALSE(SiteTable::Build("/bin/true", ".").ok());
  EXPECT_FALSE(SiteTable::Build("no/such/program", ".").ok());
  EXPECT_FALSE(SiteTable::Build(std::string(INTERLOCK_TEST_SOURCES) + "/cache.cc", ".").ok());
}

}  // namespace
}  // namespace interlock::explore
