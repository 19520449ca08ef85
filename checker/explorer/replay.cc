// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/replay.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "checker/explorer/outcome_reader.h"

namespace interlock::explore {
namespace {

constexpr std::array<std::string_view, 12> kKinds = {"spawn", "join",    "lock", "unlock",
                                                     "send",  "receive", "wait", "signal",
                                                     "once",  "barrier", "read", "write"};

bool IsAccess(const std::string& kind) { return kind == "read" || kind == "write"; }

// Text for one field of a line: no tabs, line ends or separators of positions.
std::string Clean(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\n' || c == '|') c = ' ';
  }
  return text;
}

std::string Join(const std::vector<std::string>& positions) {
  std::string text;
  for (const std::string& position : positions) {
    if (!text.empty()) text += '|';
    text += Clean(position);
  }
  return text;
}

Error Malformed(const witness::Witness& witness, const std::string& what) {
  return MakeError("malformed witness: " + what, witness.id);
}

Status Check(const witness::Witness& witness) {
  const auto threads = static_cast<std::int32_t>(witness.threads.size());
  if (threads == 0 || threads > 128) return Malformed(witness, "wants 1 to 128 threads");
  for (std::int32_t i = 0; i < threads; ++i) {
    const witness::Thread& thread = witness.threads[static_cast<std::size_t>(i)];
    const bool is_root = i == 0;
    if (is_root ? thread.parent >= 0 : thread.parent < 0 || thread.parent >= i) {
      return Malformed(witness, "thread " + thread.name + " has no parent before it");
    }
    if (thread.instance < 0) return Malformed(witness, "negative instance of " + thread.name);
  }
  const std::size_t count = witness.steps.size();
  if (count < 2 || count > 1024) return Malformed(witness, "wants 2 to 1024 steps");
  for (std::size_t i = 0; i < count; ++i) {
    const witness::Step& step = witness.steps[i];
    const std::string name = "step " + std::to_string(i + 1);
    if (step.thread < 0 || step.thread >= threads)
      return Malformed(witness, name + ": no such thread");
    if (step.child >= threads) return Malformed(witness, name + ": no such child thread");
    if (std::find(kKinds.begin(), kKinds.end(), step.kind) == kKinds.end()) {
      return Malformed(witness, name + ": unknown kind " + step.kind);
    }
    if ((step.kind == "spawn" || step.kind == "join") && step.child < 0) {
      return Malformed(witness, name + ": " + step.kind + " without a child");
    }
    if (IsAccess(step.kind) != (i + 2 >= count)) {
      return Malformed(witness, name + ": exactly the last two steps are accesses");
    }
  }
  if (witness.steps[count - 1].thread == witness.steps[count - 2].thread) {
    return Malformed(witness, "both accesses belong to one thread");
  }
  return Status::Ok();
}

// Call sites that exist in the program; the others (library frames, thread entries) do not count.
std::vector<std::string> KnownCalls(const SiteTable& sites, const std::vector<std::string>& stack) {
  std::vector<std::string> known;
  for (const std::string& position : stack) {
    bool exact = false;
    sites.Resolve(position, &exact);
    if (exact) known.push_back(position);
  }
  return known;
}

}  // namespace

Result<std::string> CompileSchedule(const witness::Witness& witness, const SiteTable& sites) {
  const Status checked = Check(witness);
  if (!checked.ok()) return checked.error();
  std::ostringstream text;
  bool exact = false;
  for (const witness::Thread& thread : witness.threads) {
    const std::vector<std::string> places = sites.Resolve(thread.spawn_position, &exact);
    text << "thread\t" << Clean(thread.name) << "\t" << thread.parent << "\t" << thread.instance
         << "\t" << Join(places) << "\n";
  }
  for (const witness::Step& step : witness.steps) {
    const std::vector<std::string> places = sites.Resolve(step.position, &exact);
    text << "step\t" << step.thread << "\t" << step.kind << "\t" << step.child << "\t"
         << Clean(step.position) << "\t" << Join(places) << "\t" << Clean(step.object) << "\t"
         << Join(KnownCalls(sites, step.stack)) << "\n";
  }
  return text.str();
}

witness::Witness Rebase(const witness::Witness& witness, const protocol::Protocol& from,
                        const protocol::Protocol& to) {
  std::map<std::string, std::string> key_of, position_of;
  for (const protocol::Site& site : from.sites) key_of.emplace(site.position, site.key);
  for (const protocol::Site& site : to.sites) position_of.emplace(site.key, site.position);
  const auto move = [&](const std::string& key, std::string* position) {
    const auto known = position_of.find(key);
    if (known != position_of.end()) *position = known->second;
  };
  const auto move_by_position = [&](std::string* position) {
    const auto key = key_of.find(*position);
    if (key != key_of.end()) move(key->second, position);
  };
  witness::Witness moved = witness;
  for (witness::Thread& thread : moved.threads) move_by_position(&thread.spawn_position);
  for (witness::Step& step : moved.steps) {
    move(step.site, &step.position);
    for (std::string& position : step.stack) move_by_position(&position);
  }
  return moved;
}

Result<ReplayOutcome> RunReplay(const std::string& program, const std::vector<std::string>& args,
                                const witness::Witness& witness, const ReplayOptions& options) {
  const Result<SiteTable> sites = SiteTable::Load(program);
  if (!sites.ok()) return sites.error();
  const Result<std::string> schedule = CompileSchedule(witness, *sites);
  if (!schedule.ok()) return schedule.error();
  std::ostringstream control;
  control << "mode\treplay\nsteps\t" << options.step_bound << "\n";
  if (!options.trace.empty()) {
    control << "trace\t" << std::filesystem::absolute(options.trace).string() << "\n";
  }
  control << *schedule;
  ProgramRun run;
  run.program = program;
  run.args = args;
  run.control = control.str();
  run.work_directory = options.work_directory;
  run.timeout_seconds = options.timeout_seconds;
  run.show_output = options.show_output;
  Result<OutcomeFile> file = RunProgram(run);
  if (!file.ok()) return file.error();
  if (!file->has_verdict && file->run.state == RunState::kComplete) {
    return MakeError("the outcome has no verdict", program, ErrorKind::kInternal);
  }
  ReplayOutcome outcome = std::move(file->replay);
  outcome.run = std::move(file->run);
  if (outcome.run.state == RunState::kIncomplete && outcome.reason.empty()) {
    outcome.reason = outcome.run.problem;
  }
  if (outcome.verdict == ReplayVerdict::kReproduced) {
    const auto index = static_cast<std::size_t>(file->confirmed_race);
    if (file->confirmed_race < 0 || index >= outcome.run.races.size()) {
      return MakeError("the outcome confirms a race that it does not hold", program,
                       ErrorKind::kInternal);
    }
    outcome.race = outcome.run.races[index];
  }
  return outcome;
}

}  // namespace interlock::explore
