// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/outcome_reader.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "checker/explorer/tool_run.h"

namespace interlock::explore {
namespace {

using Fields = std::vector<std::string>;

Fields Split(const std::string& line) {
  Fields fields;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t tab = line.find('\t', begin);
    fields.push_back(line.substr(begin, tab == std::string::npos ? tab : tab - begin));
    if (tab == std::string::npos) return fields;
    begin = tab + 1;
  }
}

std::uint64_t Number(const std::string& text, int base = 10) {
  return std::strtoull(text.c_str(), nullptr, base);
}
std::int32_t Signed(const std::string& text) {
  return static_cast<std::int32_t>(std::strtol(text.c_str(), nullptr, 10));
}

// Reads line after line; frames and threads belong to the thing that was opened last.
class Parser {
 public:
  explicit Parser(OutcomeFile* out) : out_(out) {}

  /// False if the line is not understood.
  bool Line(const std::string& line) {
    fields_ = Split(line);
    const std::string& word = fields_[0];
    RunOutcome& run = out_->run;
    if (word == "state") return Has(3) && State();
    if (word == "executions") return Has(2) && (run.executions = Number(fields_[1]), true);
    if (word == "steps") return Has(2) && (run.steps = Number(fields_[1]), true);
    if (word == "hash") return Has(2) && (run.step_hash = Number(fields_[1], 16), true);
    if (word == "without-site") {
      return Has(2) && (run.accesses_without_site = Number(fields_[1]), true);
    }
    if (word == "exit") return Has(2) && (run.exit_status = Signed(fields_[1]), true);
    if (word == "failing") return Has(4) && Failing();
    if (word == "race") return Has(5) && StartRace();
    if (word == "side") return Has(5) && StartSide();
    if (word == "thread") return Has(5) && AddThread();
    if (word == "frame") return Has(3) && AddFrame();
    if (word == "failure") return Has(5) && StartFailure();
    if (word == "blocked") return Has(6) && StartBlocked();
    if (word == "verdict") return Has(4) && ReadVerdict();
    if (word == "lock") return Has(6) && Lock();
    if (word == "confirmed") return Has(2) && (out_->confirmed_race = Signed(fields_[1]), true);
    if (word == "followed") return Has(2) && Followed();
    return false;
  }

 private:
  bool Has(std::size_t count) const { return fields_.size() == count; }

  bool State() {
    out_->run.state = fields_[1] == "complete" ? RunState::kComplete : RunState::kIncomplete;
    out_->run.problem = fields_[2];
    return fields_[1] == "complete" || fields_[1] == "incomplete";
  }

  bool Failing() {
    out_->failing = Number(fields_[1]);
    out_->first_failing = Number(fields_[2]);
    out_->choices = fields_[3];
    return true;
  }

  bool StartRace() {
    Race race;
    race.count = Number(fields_[1]);
    race.first_execution = Number(fields_[2]);
    race.address = Number(fields_[3], 16);
    race.object = fields_[4];
    out_->run.races.push_back(std::move(race));
    sides_ = 0;
    return true;
  }

  bool StartSide() {
    if (out_->run.races.empty() || sides_ == 2) return false;
    Race& race = out_->run.races.back();
    RaceSide& side = sides_++ == 0 ? race.earlier : race.later;
    side.is_write = fields_[1] == "1";
    side.is_atomic = fields_[2] == "1";
    side.is_free = fields_[3] == "1";
    side.size_bytes = static_cast<std::uint32_t>(Number(fields_[4]));
    frames_ = &side.stack;
    side_ = &side;
    blocked_ = nullptr;
    has_thread_ = false;
    return true;
  }

  bool AddThread() {
    ThreadIdentity thread{Signed(fields_[1]), Signed(fields_[2]), fields_[4], Signed(fields_[3])};
    if (blocked_ != nullptr) {
      blocked_->thread = std::move(thread);
    } else if (side_ == nullptr) {
      return false;
    } else if (!has_thread_) {
      side_->thread = std::move(thread);
      has_thread_ = true;
    } else {
      side_->ancestors.push_back(std::move(thread));
    }
    return true;
  }

  bool AddFrame() {
    if (frames_ == nullptr) return false;
    frames_->push_back(Frame{fields_[1], fields_[2]});
    return true;
  }

  bool StartFailure() {
    Failure failure;
    failure.kind = fields_[1];
    failure.execution = Number(fields_[2]);
    failure.step = Number(fields_[3]);
    failure.text = fields_[4];
    out_->run.failures.push_back(std::move(failure));
    frames_ = &out_->run.failures.back().stack;
    side_ = nullptr;
    blocked_ = nullptr;
    return true;
  }

  bool StartBlocked() {
    if (out_->run.failures.empty()) return false;
    BlockedThread blocked;
    blocked.kind = fields_[1];
    blocked.address = Number(fields_[2], 16);
    blocked.object = fields_[3];
    blocked.holder = Signed(fields_[4]);
    blocked.holder_position = fields_[5];
    out_->run.failures.back().blocked.push_back(std::move(blocked));
    blocked_ = &out_->run.failures.back().blocked.back();
    frames_ = &blocked_->stack;
    return true;
  }

  bool ReadVerdict() {
    ReplayOutcome& replay = out_->replay;
    out_->has_verdict = true;
    replay.step = Signed(fields_[2]);
    replay.reason = fields_[3];
    if (fields_[1] == "reproduced")
      replay.verdict = ReplayVerdict::kReproduced;
    else if (fields_[1] == "infeasible")
      replay.verdict = ReplayVerdict::kInfeasible;
    else if (fields_[1] == "diverged")
      replay.verdict = ReplayVerdict::kDiverged;
    else if (fields_[1] == "not-reached")
      replay.verdict = ReplayVerdict::kNotReached;
    else
      return false;
    return true;
  }

  bool Lock() {
    ReplayOutcome& replay = out_->replay;
    replay.blocked_thread = fields_[1];
    replay.blocked_position = fields_[2];
    replay.lock = fields_[3];
    replay.lock_position = fields_[4];
    replay.holder_thread = fields_[5];
    return true;
  }

  bool Followed() {
    for (std::int32_t i = 0; i < Signed(fields_[1]); ++i) out_->replay.followed.push_back(i);
    return true;
  }

  OutcomeFile* out_;
  Fields fields_;
  int sides_ = 0;
  bool has_thread_ = false;
  RaceSide* side_ = nullptr;
  BlockedThread* blocked_ = nullptr;
  std::vector<Frame>* frames_ = nullptr;
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Result<OutcomeFile> ParseOutcome(const std::string& text) {
  OutcomeFile out;
  Parser parser(&out);
  std::istringstream lines(text);
  std::string line;
  if (!std::getline(lines, line) || line != "interlock-outcome\t1") {
    return MakeError("not an outcome file of version 1", "", ErrorKind::kVersion);
  }
  for (int number = 2; std::getline(lines, line); ++number) {
    if (line == "end") return out;
    if (!parser.Line(line)) return MakeError("malformed outcome: " + line, std::to_string(number));
  }
  return MakeError("truncated outcome file");
}

Result<OutcomeFile> RunProgram(const ProgramRun& run) {
  namespace fs = std::filesystem;
  const fs::path folder = run.work_directory.empty() ? fs::path(".") : fs::path(run.work_directory);
  const std::string outcome_path = fs::absolute(folder / "outcome.txt").string();
  const std::string control_path = fs::absolute(folder / "control.txt").string();
  const std::string program = fs::absolute(run.program).string();
  std::error_code ignored;
  fs::remove(outcome_path, ignored);
  std::ofstream control(control_path, std::ios::binary);
  control << "interlock-explore\t1\noutcome\t" << outcome_path << "\nsites\t" << program
          << ".sites\nwrapper\t" << kWrapperFolder << "\n"
          << run.control;
  control.close();
  if (!control) return MakeError("cannot write the control file", control_path, ErrorKind::kIo);
  ToolRun tool;
  tool.command = {program};
  tool.command.insert(tool.command.end(), run.args.begin(), run.args.end());
  tool.environment["INTERLOCK_EXPLORE"] = control_path;
  tool.timeout_seconds = run.timeout_seconds;
  tool.capture_output = !run.show_output;
  tool.capture_errors = !run.show_output;
  const Result<ToolResult> result = RunTool(tool);
  if (!result.ok()) return result.error();
  const std::string text = ReadFile(outcome_path);
  if (text.empty()) {
    if (result->timed_out) {
      return MakeError("the program did not end in time", run.program, ErrorKind::kTimeout);
    }
    std::string message = "the program wrote no outcome (exit status " +
                          std::to_string(result->exit_status) +
                          "): it is not linked with the explorer's runtime, or the runtime refused";
    if (!result->output.empty()) message += ": " + result->output;
    return MakeError(message, run.program, ErrorKind::kUnsupported);
  }
  Result<OutcomeFile> outcome = ParseOutcome(text);
  if (!outcome.ok()) return outcome.error();
  outcome->run.output = result->output;
  return outcome;
}

}  // namespace interlock::explore
