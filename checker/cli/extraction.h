// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Stage one: each source to a facts file, in a child process of its own.
//
// A child has a limit on time and memory; a crash of the front end on one source leaves the others
// running and the result incomplete. Facts are cached by content: tool, command, and every file
// that the front end read.
//
// Thread safety: as child_process.h: from the main thread, before other threads exist.
//
// Invariants
//   1. `sources` has one entry for every job, in the order of the jobs.
//   2. A source whose state is not "read" has a problem that names it.

#include <functional>
#include <string>
#include <vector>

#include "checker/cli/child_process.h"
#include "checker/cli/source_list.h"
#include "checker/frontend/facts.h"
#include "checker/report/run_result.h"
#include "models/protocol/result.h"

namespace interlock::cli {

struct ExtractionOptions {
  std::string facts_folder;  // exists
  std::string cache_folder;  // empty: no cache
  std::vector<std::string> extra_args;
  std::string resource_dir;
  PoolLimits limits;
  /// Called when a source is done, with the number done and whether the cache had it.
  std::function<void(const std::string& source, std::size_t done, bool cached)> progress;
};

struct ExtractedSource {
  std::string source;
  std::string state;       // as report::UnitRow::state
  std::string facts_file;  // empty if there is none
};

struct Extraction {
  std::vector<ExtractedSource> sources;
  std::vector<report::Problem> problems;
  std::size_t lowered = 0;  // children that ran
  std::size_t cached = 0;
};

Extraction Extract(const SourceList& list, const ExtractionOptions& options);

/// Name of the facts file of a source: `reference/join/probe.cc` ->
/// `reference__join__probe.cc.json`.
std::string FactsFileName(const std::string& source);

/// Splits "file:line:column: text" into position and text; without a position it is `source`.
report::Problem ProblemOf(const std::string& message, const std::string& source);

}  // namespace interlock::cli
