// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The control file named by the environment variable INTERLOCK_EXPLORE: what to run and how.
//
// Layout: lines of fields separated by tabs; the first line is "interlock-explore<TAB>1". The words
// are listed in docs/explorer.md. An unknown word ends the process with exit code 2.

#include "checker/explorer/runtime/base.h"

namespace interlock::explore::runtime {

enum class RunMode : u8 {
  kSequential,
  kRandom,
  kPct,
  kUrw,
  kPos,
  kDirected,
  kReplay,
  kChoices,
};
enum class ShowOutput : u8 { kFirst, kAll, kNone };

inline constexpr int kMaxPositions = 4096;

struct WitnessThread {
  const char* name;
  int parent;  // index or -1
  u32 instance;
  int first_position, position_count;  // spawn positions, into Control::positions
};

struct WitnessStep {
  int thread;
  const char* kind;
  int child;  // index of a witness thread or -1
  const char* object;
  const char* text;  // position as the witness has it
  int first_position, position_count;
  int first_stack, stack_count;  // call sites, outermost first
};

struct Control {
  RunMode mode = RunMode::kSequential;
  ShowOutput show = ShowOutput::kFirst;
  u64 schedules = 1, first = 0, seed = 1, step_bound = 1'000'000;
  u32 depth = 3;
  u32 plain = 0;  // switch at one in `plain` plain accesses; 0: never
  bool stop_at_first = false;
  const char* sites = nullptr;
  const char* outcome = nullptr;
  const char* trace = nullptr;
  const char* choices_in = nullptr;
  const char* choices_out = nullptr;
  // Strings; resolved to position numbers once the site table is mapped.
  const char* positions[kMaxPositions];
  int position_count = 0;
  int at[64];
  int at_count = 0;
  int watch[1024];
  int watch_count = 0;
  const char* wrappers[16];
  int wrapper_count = 0;
  WitnessThread threads[128];
  int thread_count = 0;
  WitnessStep steps[1024];
  int step_count = 0;
};

/// Reads `path` into `control`; ends the process if it cannot be understood.
void ReadControl(const char* path, Control* control);

}  // namespace interlock::explore::runtime
