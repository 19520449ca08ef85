// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/replay_text.h"

#include <cstdio>

namespace interlock::cli {
namespace {

std::string HashText(std::uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::string ThreadText(const explore::ThreadIdentity& thread) {
  std::string text = "thread " + std::to_string(thread.index);
  if (!thread.spawn_position.empty()) {
    text += " (started at " + thread.spawn_position + ", number " +
            std::to_string(thread.instance) + " there)";
  }
  return text;
}

std::string StackText(const std::vector<explore::Frame>& stack) {
  std::string text;
  for (const explore::Frame& frame : stack) {
    text += "        " + frame.position + ": in " + frame.function + "\n";
  }
  return text;
}

std::string SideText(const explore::RaceSide& side) {
  std::string text = side.is_atomic ? "atomic " : "";
  text += side.is_free ? "free" : side.is_write ? "write" : "read";
  return text + " of " + std::to_string(side.size_bytes) +
         (side.size_bytes == 1 ? " byte" : " bytes");
}

std::string RaceText(const explore::Race& race, const std::string& rule) {
  const explore::RaceSide& first = race.later.is_write ? race.later : race.earlier;
  const explore::RaceSide& second = race.later.is_write ? race.earlier : race.later;
  std::string text = first.position() + ": error: data race: " + SideText(first) + " by " +
                     ThreadText(first.thread) + " [" + rule + "]\n" + StackText(first.stack);
  text += second.position() + ": note: " + SideText(second) + " by " + ThreadText(second.thread) +
          "\n" + StackText(second.stack);
  if (!race.object.empty()) text += "note: common bytes in " + race.object + "\n";
  if (race.count > 1) text += "note: seen " + std::to_string(race.count) + " times\n";
  return text;
}

std::string RuleOf(const explore::Race& race) {
  return race.earlier.is_atomic || race.later.is_atomic ? "IL003" : "IL001";
}

std::string FailureText(const explore::Failure& failure) {
  const std::string position = failure.stack.empty() ? "interlock" : failure.stack.front().position;
  std::string text =
      position + ": error: " + failure.kind + ": " + failure.text + "\n" + StackText(failure.stack);
  for (const explore::BlockedThread& blocked : failure.blocked) {
    text += "note: " + ThreadText(blocked.thread) + " waits (" + blocked.kind + ")";
    if (!blocked.object.empty()) text += " for " + blocked.object;
    if (blocked.holder >= 0) {
      text += ", held by thread " + std::to_string(blocked.holder) + " since " +
              blocked.holder_position;
    }
    text += "\n" + StackText(blocked.stack);
  }
  return text;
}

}  // namespace

std::string ReplayLine(const explore::ReplayOutcome& outcome) {
  if (outcome.verdict == explore::ReplayVerdict::kReproduced) return "replayed";
  std::string text = "not replayed: ";
  if (outcome.run.state == explore::RunState::kIncomplete) return text + outcome.run.problem;
  if (outcome.step >= 0) text += "step " + std::to_string(outcome.step + 1) + ": ";
  return text + outcome.reason;
}

std::string ReplayText(const witness::Witness& witness, const explore::ReplayOutcome& outcome) {
  std::string text;
  for (std::int32_t index : outcome.followed) {
    if (index < 0 || static_cast<std::size_t>(index) >= witness.steps.size()) continue;
    const witness::Step& step = witness.steps[index];
    text += "step " + std::to_string(index + 1) + ": " + witness.threads[step.thread].name + " (" +
            witness.threads[step.thread].role_name + ") " + step.kind;
    if (!step.object.empty()) text += " " + step.object;
    text += " at " + step.position + "\n";
  }
  switch (outcome.verdict) {
    case explore::ReplayVerdict::kReproduced:
      text += RaceText(outcome.race, RuleOf(outcome.race));
      text += "result: reproduced";
      break;
    case explore::ReplayVerdict::kInfeasible:
      text += "result: infeasible";
      break;
    case explore::ReplayVerdict::kDiverged:
      text += "result: diverged";
      break;
    case explore::ReplayVerdict::kNotReached:
      text += "result: not reached";
      break;
  }
  if (outcome.verdict != explore::ReplayVerdict::kReproduced) {
    if (outcome.step >= 0 && static_cast<std::size_t>(outcome.step) < witness.steps.size()) {
      text += " at step " + std::to_string(outcome.step + 1) + " (" +
              witness.steps[outcome.step].kind + " at " + witness.steps[outcome.step].position +
              ")";
    }
    text += ": " + outcome.reason;
  }
  if (outcome.verdict == explore::ReplayVerdict::kInfeasible && !outcome.lock.empty()) {
    text += "\nnote: " + outcome.blocked_thread + " waits at " + outcome.blocked_position +
            " for lock " + outcome.lock + ", which " + outcome.holder_thread + " took at " +
            outcome.lock_position;
  }
  text += "\nwitness " + witness.id + ": " + std::to_string(outcome.followed.size()) + " of " +
          std::to_string(witness.steps.size()) + " steps followed, 1 schedule, step hash " +
          HashText(outcome.run.step_hash) + "\n";
  return text;
}

int ReplayExitCode(const explore::ReplayOutcome& outcome) {
  if (outcome.verdict == explore::ReplayVerdict::kReproduced) return 1;
  if (outcome.verdict == explore::ReplayVerdict::kInfeasible) return 0;
  if (outcome.run.state == explore::RunState::kIncomplete &&
      outcome.verdict == explore::ReplayVerdict::kNotReached && !outcome.run.problem.empty()) {
    return 2;
  }
  return 3;
}

std::string ExploreText(const explore::ExploreOutcome& outcome,
                        const explore::ExploreOptions& options) {
  std::string text;
  for (const explore::Race& race : outcome.run.races) text += RaceText(race, RuleOf(race));
  for (const explore::Failure& failure : outcome.run.failures) text += FailureText(failure);
  if (!outcome.first_failing_choices.empty()) {
    text += "note: choices of the first failing execution: " + outcome.first_failing_choices +
            "; again with: --mode choices --choices FILE\n";
  }
  text += "result: " + std::to_string(outcome.run.executions) + " executions (" +
          explore::ModeName(options.mode) + ", seed " + std::to_string(options.seed) + "), " +
          std::to_string(outcome.failing_executions) + " failing";
  if (outcome.first_failing_execution > 0) {
    text += ", first at " + std::to_string(outcome.first_failing_execution);
  }
  text += "; " + std::to_string(outcome.run.races.size()) + " races, " +
          std::to_string(outcome.run.failures.size()) + " other failures\n";
  if (outcome.run.state == explore::RunState::kIncomplete) {
    text += "incomplete: " + outcome.run.problem + "\n";
  }
  return text;
}

int ExploreExitCode(const explore::ExploreOutcome& outcome) {
  if (outcome.run.state == explore::RunState::kIncomplete) return 2;
  return outcome.run.races.empty() && outcome.run.failures.empty() ? 0 : 1;
}

}  // namespace interlock::cli
