// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/replay.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
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

// Where the thread is spawned. A spawn inside a wrapper has one position for all threads: then the
// call site around the wrapper, from the stack of its spawn step, tells them apart.
std::string SpawnPlace(const witness::Witness& witness, std::size_t thread) {
  const std::string& position = witness.threads[thread].spawn_position;
  if (!InWrapper(position)) return position;
  for (const witness::Step& step : witness.steps) {
    if (step.kind != "spawn" || step.child != static_cast<std::int32_t>(thread)) continue;
    for (auto it = step.stack.rbegin(); it != step.stack.rend(); ++it) {
      if (!InWrapper(*it)) return *it;
    }
  }
  return position;
}

// The lock expression of the statement at `position`: `m` in `lock_guard guard(m);` and in
// `m.lock();`. Empty if the source cannot be read or has another form.
std::string LockExpression(const std::string& root, const std::string& position) {
  const std::size_t column = position.rfind(':');
  const std::size_t number = column == std::string::npos ? column : position.rfind(':', column - 1);
  if (root.empty() || number == std::string::npos) return "";
  std::ifstream file(std::filesystem::path(root) / position.substr(0, number));
  std::string line;
  for (int left = std::atoi(position.c_str() + number + 1); left > 0; --left) {
    if (!std::getline(file, line)) return "";
  }
  const std::size_t open = line.find('('), close = line.find(')', open);
  if (close == std::string::npos) return "";
  std::string inside = line.substr(open + 1, close - open - 1);
  if (inside.empty()) {  // a member call: what stands before the last dot or arrow
    const std::size_t begin = line.find_first_not_of(" \t");
    const std::size_t arrow = line.rfind("->", open), dot = line.rfind('.', open);
    const std::size_t end =
        arrow == std::string::npos || (dot != std::string::npos && dot > arrow) ? dot : arrow;
    return end == std::string::npos || end < begin ? "" : line.substr(begin, end - begin);
  }
  return inside.find_first_of("\"{};") == std::string::npos ? inside : "";
}

void NameLock(const std::string& root, ReplayOutcome* outcome) {
  if (outcome->lock.empty()) return;
  const std::string name = LockExpression(root, outcome->lock_position);
  if (name.empty()) return;
  const std::size_t at = outcome->reason.find(outcome->lock);
  if (at != std::string::npos) outcome->reason.replace(at, outcome->lock.size(), name);
  outcome->lock = name;
}

}  // namespace

Result<std::string> CompileSchedule(const witness::Witness& witness, const SiteTable& sites) {
  const Status checked = Check(witness);
  if (!checked.ok()) return checked.error();
  std::ostringstream text;
  bool exact = false;
  for (std::size_t i = 0; i < witness.threads.size(); ++i) {
    const witness::Thread& thread = witness.threads[i];
    const std::vector<std::string> places = sites.ResolveCall(SpawnPlace(witness, i));
    text << "thread\t" << Clean(thread.name) << "\t" << thread.parent << "\t" << thread.instance
         << "\t" << Join(places) << "\n";
  }
  for (const witness::Step& step : witness.steps) {
    const std::vector<std::string> places = IsAccess(step.kind)
                                                ? sites.Resolve(step.position, &exact)
                                                : sites.ResolveCall(step.position);
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
  NameLock(options.source_root, &outcome);
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
