// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/explorer/test_program.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace interlock::explore {

std::string ProgramPath(const std::string& name) {
  return std::string(INTERLOCK_TEST_PROGRAMS) + "/explore_" + name;
}

std::string WorkFolder() {
  static int number = 0;
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) /
      ("interlock-explorer-" + std::to_string(getpid()) + "-" + std::to_string(++number));
  std::filesystem::create_directories(folder);
  return folder.string();
}

std::string PositionOf(const std::string& name, const std::string& mark, bool last) {
  const std::string file = name + ".cc";
  std::ifstream source(std::string(INTERLOCK_TEST_SOURCES) + "/" + file);
  int number = 0, found = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.find("[" + mark + "]") != std::string::npos) found = number;
  }
  EXPECT_GT(found, 0) << "no mark [" << mark << "] in " << file;
  const std::string line = "tests/explorer/programs/" + file + ":" + std::to_string(found);
  const auto sites = SiteTable::Load(ProgramPath(name));
  if (!sites.ok()) {
    ADD_FAILURE() << sites.error().ToText();
    return line;
  }
  bool exact = false;
  const auto positions = sites->Resolve(line, &exact);
  EXPECT_FALSE(positions.empty()) << "no instrumented call at " << line;
  const auto column = [](const std::string& position) {
    return std::stoi(position.substr(position.rfind(':') + 1));
  };
  const auto first = std::min_element(positions.begin(), positions.end(),
                                      [&](const std::string& a, const std::string& b) {
                                        return last ? column(a) > column(b) : column(a) < column(b);
                                      });
  return positions.empty() ? line : *first;
}

ExploreOutcome Explore(const std::string& name, ExploreOptions options,
                       const std::vector<std::string>& args) {
  options.work_directory = WorkFolder();
  options.show_output = false;
  Result<ExploreOutcome> outcome = RunExplore(ProgramPath(name), args, options);
  EXPECT_TRUE(outcome.ok()) << outcome.error().ToText();
  return outcome.ok() ? *std::move(outcome) : ExploreOutcome{};
}

}  // namespace interlock::explore
