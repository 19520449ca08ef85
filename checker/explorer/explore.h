// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs a program under many schedules and reports races, deadlocks and lost wake-ups.
//
// Thread safety: thread-compatible; runs of different `work_directory` may go on at once.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/explorer/outcome.h"
#include "models/protocol/result.h"

namespace interlock::explore {

enum class Mode : std::uint8_t {
  kRandom,      // uniform choice among the threads that can run
  kPct,         // priorities with `depth` - 1 change points
  kUrw,         // weights from the expected number of remaining steps
  kPos,         // random priorities of operations, drawn again by those that conflict
  kDirected,    // holds threads before the sites `at` until two conflicting accesses meet
  kSequential,  // no preemption: one deterministic execution
  kChoices,     // the recorded choices in `choices`
};

/// The mode with this name on the command line ("random", "pct", ...); false if there is none.
bool ModeFromName(const std::string& name, Mode* mode);
const char* ModeName(Mode mode);

struct ExploreOptions {
  Mode mode = Mode::kRandom;
  std::uint64_t schedules = 1000;
  std::uint64_t first = 0;  // index of the first execution: (seed, index) fixes a schedule
  std::uint64_t seed = 1;
  std::vector<std::string> at;  // positions "file:line:column" or "file:line" for kDirected
  bool plain = false;           // may switch threads at every plain access, too
  bool stop_at_first = false;   // end after the first failing execution
  std::uint32_t depth = 3;      // kPct
  std::uint64_t step_bound = 1'000'000;  // per execution
  std::string choices;                   // kChoices: file
  std::string work_directory;            // for control and outcome files; must exist
  std::string trace;                     // file for trace records; empty: none
  std::vector<std::string> watch;  // call-site positions whose calls the trace shows (conform.h)
  double timeout_seconds = 600;
  bool show_output = true;  // of the first execution; false: capture in `output`
};

/// Explores `program args...`. Errors as RunReplay; what the program did is never an Error.
Result<ExploreOutcome> RunExplore(const std::string& program, const std::vector<std::string>& args,
                                  const ExploreOptions& options);

}  // namespace interlock::explore
