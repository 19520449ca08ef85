// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Deadlock freedom of the programs below programs/: the second line of each says what to expect.
//
//   // expect: proved
//   // expect: refuted "text that stands in the run"
//   // expect: unknown "text that stands in the reason"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "checker/counting/deadlock.h"
#include "checker/lower/lower_source.h"
#include "models/certificate/counting_certificate.h"

namespace interlock::counting {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = INTERLOCK_SOURCE_DIR;
const fs::path kPrograms = kRoot / "tests/unit/checker/counting/programs";

std::string ReadText(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The program of one file, and what is said about the deadlocks of `Run`.
DeadlockAnswer Check(const fs::path& file) {
  lower::CompileCommand command;
  command.directory = file.parent_path().string();
  command.file = file.string();
  command.arguments = {"clang++", "-std=c++20", "-I" + kRoot.string(), file.string()};
  lower::LowerOptions options;
  options.project_root = kRoot.string();
  auto unit = lower::LowerSource(command, options);
  if (!unit.ok()) throw std::runtime_error(unit.error().ToText());
  if (!unit->errors.empty()) throw std::runtime_error(unit->errors[0]);
  std::vector<facts::Unit> units;
  units.push_back(*std::move(unit));
  const auto program = link::LinkUnits(std::move(units));
  if (!program.ok()) throw std::runtime_error(program.error().ToText());
  const auto roots = program->FindFunctionsNamed("Run");
  if (roots.size() != 1) throw std::runtime_error("program without one Run");
  points_to::PointsToOptions points_to_options;
  points_to_options.roots = roots;
  const auto points_to = points_to::PointsTo::Analyze(*program, points_to_options);
  CountingOptions counting_options;
  counting_options.horn_timeout_ms = 5000;
  return CheckDeadlock(*program, points_to, roots[0], counting_options);
}

std::vector<fs::path> Programs() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kPrograms)) {
    if (entry.path().extension() == ".cc") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Deadlock : public testing::TestWithParam<fs::path> {};

TEST_P(Deadlock, IsDecidedAsTheProgramExpects) {
  const std::string text = ReadText(GetParam());
  const std::string mark = "// expect: ";
  const std::size_t begin = text.find(mark);
  ASSERT_NE(begin, std::string::npos);
  std::istringstream line(text.substr(begin + mark.size(), text.find('\n', begin) - begin));
  std::string verdict;
  line >> verdict;
  const std::size_t quote = text.find('"', begin);
  const std::string detail =
      verdict == "proved" ? "" : text.substr(quote + 1, text.find('"', quote + 1) - quote - 1);
  const DeadlockAnswer answer = Check(GetParam());
  EXPECT_EQ(VerdictName(answer.verdict), verdict) << answer.reason << "\n" << answer.run;
  const std::string& where = answer.verdict == Verdict::kRefuted ? answer.run : answer.reason;
  EXPECT_NE(where.find(detail), std::string::npos) << where;
  if (answer.verdict == Verdict::kUnknown) {
    EXPECT_FALSE(answer.reason.empty());
    // The source position, or the run that could not be ruled out.
    EXPECT_TRUE(!answer.position.empty() || !answer.run.empty() || !answer.system.points.empty());
  }
  if (answer.verdict != Verdict::kProved) return;
  EXPECT_FALSE(answer.assumptions.empty());
  const auto files = certificate::RenderCountingCertificate(answer.system, answer.result, 0);
  const auto report = certificate::VerifyCountingCertificate(answer.system, 0, files, {});
  ASSERT_TRUE(report.ok()) << report.error().ToText();
  EXPECT_TRUE(report->AllAccepted());
  EXPECT_TRUE(report->missing.empty());
}

INSTANTIATE_TEST_SUITE_P(Programs, Deadlock, testing::ValuesIn(Programs()),
                         [](const auto& entry) { return entry.param.stem().string(); });

// Renaming everything that can be renamed changes no verdict: nothing is keyed to names.
TEST(DeadlockNames, RenamingChangesNoVerdict) {
  const fs::path folder = fs::temp_directory_path() / "interlock-counting-renamed";
  fs::create_directories(folder);
  for (const char* name : {"pool", "send_blocks", "lock_cycle"}) {
    // The wrappers renamed, too: their text stands in the program instead of the include.
    std::string text;
    for (const char* header : {"misuse", "mutex", "cond_var", "channel", "wait_group", "thread"}) {
      text += ReadText(kRoot / "annotations" / (std::string(header) + ".h"));
    }
    text += ReadText(kPrograms / (std::string(name) + ".cc"));
    std::string kept;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const bool own = line.rfind("#include \"annotations/", 0) == 0 &&
                       line.find("vocabulary.h") == std::string::npos;
      if (!own && line.rfind("#pragma once", 0) != 0) kept += line + "\n";
    }
    const std::vector<std::pair<std::string, std::string>> renamed{
        {"Channel", "Pipe"},       {"Receive", "Fetch"},
        {"Send(", "Put("},         {"Close(", "Seal("},
        {"WaitGroup", "Tally"},    {"Done(", "Less("},
        {"Wait(", "Rest("},        {"Mutex", "Guard"},
        {"Thread", "Strand"},      {"CondVar", "Bell"},
        {"capacity", "room"},      {"values_", "stuff_"},
        {"closed_", "sealed_"},    {"open_", "left_"},
        {"units", "things"},       {"namespace interlock", "namespace other"},
        {"interlock::", "other::"}};
    for (const auto& [from, to] : renamed) {
      for (std::size_t at = kept.find(from); at != std::string::npos;
           at = kept.find(from, at + to.size())) {
        kept.replace(at, from.size(), to);
      }
    }
    const fs::path file = folder / (std::string(name) + ".cc");
    std::ofstream(file) << kept;
    EXPECT_EQ(VerdictName(Check(file).verdict),
              VerdictName(Check(kPrograms / (std::string(name) + ".cc")).verdict))
        << name;
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace interlock::counting
