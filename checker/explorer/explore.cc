// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/explore.h"

#include <array>
#include <filesystem>
#include <sstream>

#include "checker/explorer/outcome_reader.h"
#include "checker/explorer/site_table.h"

namespace interlock::explore {
namespace {

struct ModeEntry {
  Mode mode;
  const char* name;
};
constexpr std::array<ModeEntry, 7> kModes{{{Mode::kRandom, "random"},
                                           {Mode::kPct, "pct"},
                                           {Mode::kUrw, "urw"},
                                           {Mode::kPos, "pos"},
                                           {Mode::kDirected, "directed"},
                                           {Mode::kSequential, "sequential"},
                                           {Mode::kChoices, "choices"}}};

// The positions of the program that a position of the user names.
Result<std::vector<std::string>> ResolveAll(const SiteTable& sites,
                                            const std::vector<std::string>& wanted, bool required) {
  std::vector<std::string> found;
  for (const std::string& position : wanted) {
    bool exact = false;
    const std::vector<std::string> candidates = sites.Resolve(position, &exact);
    if (candidates.empty() && required) {
      return MakeError("no instrumented call stands at this position", position,
                       ErrorKind::kNotFound);
    }
    found.insert(found.end(), candidates.begin(), candidates.end());
  }
  return found;
}

}  // namespace

bool ModeFromName(const std::string& name, Mode* mode) {
  for (const ModeEntry& entry : kModes) {
    if (name != entry.name) continue;
    *mode = entry.mode;
    return true;
  }
  return false;
}

const char* ModeName(Mode mode) {
  for (const ModeEntry& entry : kModes) {
    if (mode == entry.mode) return entry.name;
  }
  return "";
}

Result<ExploreOutcome> RunExplore(const std::string& program, const std::vector<std::string>& args,
                                  const ExploreOptions& options) {
  const Result<SiteTable> sites = SiteTable::Load(program);
  if (!sites.ok()) return sites.error();
  if (options.mode == Mode::kDirected && options.at.empty()) {
    return MakeError("mode directed needs the sites to aim at");
  }
  const Result<std::vector<std::string>> at = ResolveAll(*sites, options.at, true);
  if (!at.ok()) return at.error();
  const Result<std::vector<std::string>> watch = ResolveAll(*sites, options.watch, false);
  if (!watch.ok()) return watch.error();
  const std::string choices_out =
      (std::filesystem::absolute(options.work_directory) / "choices.bin").string();
  std::ostringstream control;
  control << "mode\t" << ModeName(options.mode) << "\nschedules\t" << options.schedules
          << "\nfirst\t" << options.first << "\nseed\t" << options.seed << "\nsteps\t"
          << options.step_bound << "\ndepth\t" << options.depth << "\nplain\t"
          << (options.plain ? 1 : 0) << "\nstop\t" << (options.stop_at_first ? "first" : "never")
          << "\nchoices-out\t" << choices_out << "\n";
  if (!options.choices.empty()) {
    control << "choices-in\t" << std::filesystem::absolute(options.choices).string() << "\n";
  }
  if (!options.trace.empty()) {
    control << "trace\t" << std::filesystem::absolute(options.trace).string() << "\n";
  }
  for (const std::string& position : *at) control << "at\t" << position << "\n";
  for (const std::string& position : *watch) control << "watch\t" << position << "\n";
  ProgramRun run;
  run.program = program;
  run.args = args;
  run.control = control.str();
  run.work_directory = options.work_directory;
  run.timeout_seconds = options.timeout_seconds;
  run.show_output = options.show_output;
  Result<OutcomeFile> file = RunProgram(run);
  if (!file.ok()) return file.error();
  ExploreOutcome outcome;
  outcome.run = std::move(file->run);
  outcome.first_failing_execution = file->first_failing;
  outcome.failing_executions = file->failing;
  outcome.first_failing_choices = file->choices;
  return outcome;
}

}  // namespace interlock::explore
