// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The command line as plain data. A flag that does nothing yet does not exist: it is a usage error.
//
// Thread safety: plain data; ParseOptions is a pure function apart from the environment variables
// INTERLOCK_JOBS, NO_COLOR, CLICOLOR_FORCE and TERM.

#include <cstdint>
#include <string>
#include <vector>

namespace interlock::cli {

enum class Progress { kAuto, kPlain, kNone };

struct Options {
  std::string command;
  std::vector<std::string> positional;  // targets, witness, traces, rule
  std::vector<std::string> trailing;    // after "--"
  bool has_trailing = false;

  // Common.
  std::string build_folder;  // empty: "build", then "."
  std::string out = "interlock-out";
  int jobs = 0;
  bool color = false;
  bool quiet = false;
  bool verbose = false;
  Progress progress = Progress::kAuto;

  // extract, prove, check.
  std::vector<std::string> extra_args;
  std::string resource_dir;
  std::vector<std::string> roots;
  std::string proofs = "*";
  std::int64_t solver_timeout_ms = 30000;
  std::int64_t budget_ms = 0;
  bool no_cache = false;
  std::string cache;    // empty: in `out`
  bool verify = false;  // prove
  bool bench_json = false;
  std::string json_file;
  std::string sarif_file;
  std::string case_id;
  std::string variant;
  std::string replay_with;

  // check.
  std::string baseline_file;
  std::string write_baseline_file;
  std::vector<std::string> fail_on = {"new", "unknown"};
  std::string pinned_folder;  // check, diff
  bool write_pinned = false;

  // mutants.
  std::vector<std::string> only;
  std::string programs;
  std::string markdown_file;

  // report.
  bool all_pairs = false;

  // explore, replay.
  std::string mode = "random";
  std::uint64_t schedules = 1000;
  std::uint64_t first = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> at;
  std::string choices;
  bool plain = false;
  bool stop_at_first = false;
  std::string trace;
  std::string program;  // conform
};

/// What main does next: run `options`, or stop with `exit_code` after printing `text`.
struct Parsed {
  bool run = false;
  int exit_code = 0;
  std::string text;
  Options options;
};

Parsed ParseOptions(int argc, char** argv);

/// "30s", "1ms", "10m", "2h" or "500us" in milliseconds, rounded up to 1 if it is not 0; -1 if it
/// is no duration.
std::int64_t ParseDuration(const std::string& text);

}  // namespace interlock::cli
