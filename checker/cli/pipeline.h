// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The stages behind `check`, `extract` and `prove`: sources to facts to protocols to proofs, with
// everything that goes wrong kept in the result.
//
// Thread safety: thread-hostile; one pipeline per process at a time, from the main thread.
//
// Invariants
//   1. A stage that fails leaves the result incomplete and the files of earlier stages in place.
//   2. With an incomplete result no protocol is *proved*.
//   3. result.json is written once, at the end, and holds what the exit code says.

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/cli/baseline_file.h"
#include "checker/cli/bounded_stage.h"
#include "checker/cli/options.h"
#include "checker/cli/run_folder.h"
#include "checker/cli/source_list.h"
#include "checker/link/link.h"
#include "checker/report/run_result.h"
#include "models/protocol/protocol.h"

namespace interlock::cli {

class Pipeline {
 public:
  /// `command` describes the run in the result; `out` is its folder of results.
  Pipeline(const Options& options, const std::string& out, std::string command);

  /// Holds the run against a baseline, which must outlive the pipeline; before Link.
  void UseBaseline(const BaselineFile* baseline) { baseline_ = baseline; }
  /// Facts of every source. False if nothing can be linked.
  bool Extract(const SourceList& list);
  /// Takes facts files of an earlier run instead of extracting.
  void UseFacts(std::vector<std::string> files) { facts_files_ = std::move(files); }
  /// Facts to protocols. False if there is nothing to prove.
  bool Link();
  /// What is proved about packed bytes, from the facts alone; part of Prove, and enough for those
  /// who ask for nothing else.
  void ProveLayouts();
  /// Proves the selected protocols; witnesses and certificates go to the folder. Those that the
  /// baseline lists as unknown are linked here, too, each within its budget.
  void Prove();
  /// Follows every witness of the run in `program`, and asks it about possible races.
  void Replay(const std::string& program, const std::vector<std::string>& arguments,
              const std::string& source_root);

  /// Compares with the baseline, sorts the result, writes result.json, and returns the exit code.
  int Finish();

  void AddProblem(const Error& error);
  void set_protocols(std::vector<protocol::Protocol> protocols) {
    protocols_ = std::move(protocols);
  }
  const std::vector<protocol::Protocol>& protocols() const { return protocols_; }
  const report::RunResult& result() const { return result_; }
  const RunFolder& folder() const { return folder_; }
  std::size_t sources_cached() const { return sources_cached_; }

 private:
  /// A protocol that was decided, before it becomes rows of the result.
  struct Proved {
    protocol::Protocol protocol;
    parametric::ProofResult proof;
    std::vector<std::string> witnesses;  // ids, in the order of the findings
  };

  void AddWitnesses(Proved* proved);
  bool IsKnownUnknown(const std::string& protocol) const;
  /// Returns how many selected protocols there are.
  std::size_t ProveKnownUnknown();
  void AddOutcome(BoundedOutcome outcome);
  void AddNotCovered();
  /// Holds the protocols of a complete run against the pinned ones, or pins them.
  void ApplyPinned();
  std::int64_t RemainingBudget() const;

  const Options& options_;
  const BaselineFile* baseline_ = nullptr;
  RunFolder folder_;
  report::RunResult result_;
  std::vector<std::string> facts_files_;
  std::vector<protocol::Protocol> protocols_;
  std::set<std::string> known_unknown_;       // protocols of the program that the baseline lists so
  std::vector<link::Uncovered> not_covered_;  // by any protocol that was linked so far
  std::vector<Proved> proved_;
  std::vector<witness::Witness> witnesses_;
  std::map<std::string, std::string> replays_;  // id of a witness -> line for the report
  std::size_t sources_cached_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace interlock::cli
