// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/pipeline.h"

#include <algorithm>
#include <cstdio>

#include "checker/cli/candidate_stage.h"
#include "checker/cli/extraction.h"
#include "checker/cli/files.h"
#include "checker/cli/interrupt.h"
#include "checker/cli/layout_stage.h"
#include "checker/cli/name_filter.h"
#include "checker/cli/pinned_protocols.h"
#include "checker/cli/proof_report.h"
#include "checker/cli/prove_stage.h"
#include "checker/cli/replay_text.h"
#include "checker/cli/terminal.h"
#include "checker/cli/version.h"
#include "checker/explorer/replay.h"
#include "checker/frontend/facts_json.h"
#include "checker/link/link.h"
#include "checker/report/baseline_compare.h"
#include "checker/report/result_json.h"
#include "checker/report/sarif.h"
#include "models/protocol/protocol_json.h"
#include "models/witness/build_witness.h"

namespace interlock::cli {
namespace {

/// The id holds no line: the file, the message, and which of several equal ones it is.
void AddThreadSafety(const link::LinkResult& linked, report::RunResult* result) {
  std::map<std::string, int> seen;
  for (const link::SourceFinding& source : linked.thread_safety) {
    report::Finding finding;
    finding.rule = "IL-TSA";
    finding.position = source.position;
    finding.message = source.message;
    const std::string file = source.position.substr(0, source.position.find(':'));
    finding.id = "tsa/" + file + "/" + source.message;
    if (const int ordinal = seen[finding.id]++; ordinal > 0) {
      finding.id += "/" + std::to_string(ordinal);
    }
    result->findings.push_back(std::move(finding));
  }
}

}  // namespace

Pipeline::Pipeline(const Options& options, const std::string& out, std::string command)
    : options_(options), folder_(out) {
  result_.tool = ToolName();
  result_.command = std::move(command);
  result_.targets = options.positional;
}

void Pipeline::AddProblem(const Error& error) {
  result_.complete = false;
  result_.problems.push_back({error.position, error.message});
}

bool Pipeline::Extract(const SourceList& list) {
  ExtractionOptions extraction_options;
  extraction_options.facts_folder = folder_.facts();
  if (!options_.no_cache) {
    extraction_options.cache_folder = options_.cache.empty() ? folder_.cache() : options_.cache;
  }
  extraction_options.extra_args = options_.extra_args;
  extraction_options.resource_dir = options_.resource_dir;
  extraction_options.limits.jobs = options_.jobs;
  ProgressLine line(options_, "extract");
  extraction_options.progress = [&](const std::string& source, std::size_t done, bool cached) {
    if (options_.verbose) {
      std::fprintf(stderr, "extract %s%s\n", source.c_str(), cached ? " (cached)" : "");
    }
    line.Show(done, list.jobs.size());
  };
  line.Show(0, list.jobs.size());
  const Extraction extraction = cli::Extract(list, extraction_options);
  sources_cached_ = extraction.cached;
  for (const ExtractedSource& source : extraction.sources) {
    result_.units.push_back({source.source, source.state});
    if (source.state != "read") result_.complete = false;
    if (!source.facts_file.empty()) facts_files_.push_back(source.facts_file);
  }
  for (const report::Problem& problem : extraction.problems) {
    result_.problems.push_back(problem);
    result_.complete = false;
  }
  for (const std::string& source : list.outside) {
    result_.not_covered.push_back({"source outside the compile database", source, source});
  }
  for (const std::string& source : list.repeated) {
    result_.not_covered.push_back({"second compilation with other macros", source, source});
  }
  return !facts_files_.empty() && PendingSignal() == 0;
}

bool Pipeline::Link() {
  std::vector<facts::Unit> units;
  for (const std::string& file : facts_files_) {
    Result<std::string> text = ReadFile(file);
    if (!text.ok()) {
      AddProblem(text.error());
      continue;
    }
    Result<facts::Unit> unit = facts::ReadUnit(*text);
    if (!unit.ok()) {
      AddProblem(MakeError(unit.error().ToText(), file, unit.error().kind));
      continue;
    }
    units.push_back(std::move(unit).value());
  }
  link::LinkOptions link_options;
  link_options.roots = options_.roots;
  link_options.should_stop = [] { return PendingSignal() != 0; };
  const NameFilter filter(options_.proofs);
  bool is_any_left_out = false;
  link_options.selects = [&](const std::string& protocol) {
    is_any_left_out |= !filter.Selects(protocol);
    if (!filter.Selects(protocol)) return false;
    if (!IsKnownUnknown(protocol)) return true;
    known_unknown_.insert(protocol);  // linked by Prove, within its budget
    return false;
  };
  link_options.covers = [&](const std::string& protocol) { return !filter.Selects(protocol); };
  Result<link::LinkResult> linked = link::Link(std::move(units), link_options);
  if (!linked.ok()) {
    AddProblem(linked.error());
    return false;
  }
  for (const std::string& source : linked->incomplete) {
    result_.complete = false;
    const bool known = std::any_of(
        result_.problems.begin(), result_.problems.end(), [&](const report::Problem& problem) {
          return problem.position == source || problem.position.starts_with(source + ":");
        });
    if (!known) result_.problems.push_back({source, "the unit is incomplete"});
  }
  AddThreadSafety(*linked, &result_);
  not_covered_ = std::move(linked->not_covered);
  protocols_ = std::move(linked->protocols);
  for (protocol::Protocol& protocol : protocols_) {
    protocol.digest = protocol::ContentDigest(protocol);
  }
  Status written = folder_.WriteProtocols(protocols_);
  if (!written.ok()) AddProblem(written.error());
  const bool has_root = !protocols_.empty() || !known_unknown_.empty() || is_any_left_out;
  if (!has_root) {
    result_.unknown.push_back({"IL-UNKNOWN-NO-ROOT", "",
                               "no function has IL_PROTOCOL and there is "
                               "no main",
                               "", "", 0});
    AddNotCovered();
  }
  return has_root && PendingSignal() == 0;
}

void Pipeline::AddNotCovered() {
  for (const link::Uncovered& entry : not_covered_) {
    result_.not_covered.push_back({entry.what.kind, entry.what.name, entry.what.position});
  }
}

bool Pipeline::IsKnownUnknown(const std::string& protocol) const {
  return baseline_ != nullptr && baseline_->baseline.IsKnownUnknown(protocol);
}

std::int64_t Pipeline::RemainingBudget() const {
  if (options_.budget_ms == 0) return 0;
  const auto used = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - started_)
                        .count();
  return std::max<std::int64_t>(1, options_.budget_ms - used);
}

void Pipeline::Prove() {
  const NameFilter filter(options_.proofs);
  std::vector<protocol::Protocol> selected;
  for (const protocol::Protocol& protocol : protocols_) {
    if (filter.Selects(protocol.name)) selected.push_back(protocol);
  }
  folder_.ClearWitnesses();
  ProveLayouts();
  const std::size_t known_unknown = ProveKnownUnknown();
  AddNotCovered();
  if (selected.empty() && known_unknown == 0) {
    AddProblem(MakeError("--proofs selects no protocol", options_.proofs));
    return;
  }
  ProveStageOptions stage;
  stage.jobs = options_.jobs > 0 ? options_.jobs : 1;
  stage.solver_timeout_ms = options_.solver_timeout_ms;
  stage.budget_ms = RemainingBudget();
  ProgressLine line(options_, "prove");
  stage.progress = [&](std::size_t done, std::size_t total) { line.Show(done, total); };
  auto proofs = ProveAll(selected, stage);
  for (std::size_t i = 0; i < selected.size(); ++i) {
    if (!proofs[i].has_value()) {
      AddUnproved(selected[i], "IL-UNKNOWN-BUDGET", "the run was interrupted", &result_);
      continue;
    }
    Result<parametric::ProofResult>& proof = *proofs[i];
    if (!proof.ok()) {
      AddProblem(MakeError("protocol " + selected[i].name + ": " + proof.error().ToText()));
      AddUnproved(selected[i], "IL-UNKNOWN-DEPENDENCY", proof.error().ToText(), &result_);
      continue;
    }
    Status written = folder_.WriteCertificates(selected[i], proof->certificates);
    if (!written.ok()) AddProblem(written.error());
    proved_.push_back({std::move(selected[i]), std::move(proof).value(), {}});
    AddWitnesses(&proved_.back());
  }
}

void Pipeline::ProveLayouts() {
  const NameFilter filter(options_.proofs);
  LayoutStageOptions stage;
  stage.facts_files = facts_files_;
  stage.roots = options_.roots;
  stage.selects = [&](const std::string& protocol) { return filter.Selects(protocol); };
  // No budget: a few hundred queries, each with its own limit; pairs are what a budget is for.
  stage.prover.timeout_ms = options_.solver_timeout_ms;
  stage.prover.cancelled = [] { return PendingSignal() != 0; };
  const Result<std::vector<ProtocolLayout>> layouts = ProveProtocolLayouts(stage);
  if (!layouts.ok()) {
    AddProblem(layouts.error());
    return;
  }
  for (const ProtocolLayout& layout : *layouts) {
    Status written =
        folder_.WriteCertificates(CertificateOwner(layout), layout.result.certificates);
    if (!written.ok()) AddProblem(written.error());
    AddLayout(layout, &result_);
  }
}

std::size_t Pipeline::ProveKnownUnknown() {
  if (baseline_ == nullptr) return 0;
  const NameFilter filter(options_.proofs);
  std::vector<BoundedJob> jobs = baseline_->KnownUnknown();
  std::erase_if(jobs,
                [&](const BoundedJob& job) { return known_unknown_.count(job.protocol) == 0; });
  for (BoundedJob& job : jobs) {
    job.prove = filter.Selects(job.protocol);
    if (options_.budget_ms > 0 && RemainingBudget() < job.budget_ms) {
      job.budget_ms = RemainingBudget();
      job.budget = "the run";
    }
  }
  if (not_covered_.empty()) {
    // What is not selected is linked for what it covers, and here nothing is missing.
    std::erase_if(jobs, [](const BoundedJob& job) { return !job.prove; });
  }
  BoundedOptions bounded;
  bounded.facts_files = facts_files_;
  bounded.roots = options_.roots;
  bounded.solver_timeout_ms = options_.solver_timeout_ms;
  bounded.jobs = options_.jobs > 0 ? options_.jobs : 1;
  std::vector<BoundedOutcome> outcomes = RunBounded(jobs, bounded, folder_);
  std::size_t selected = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    selected += jobs[i].prove;
    if (!jobs[i].prove) {
      outcomes[i].rows.proofs.clear();
      outcomes[i].rows.unknown.clear();
    }
    AddOutcome(std::move(outcomes[i]));
  }
  return selected;
}

void Pipeline::AddOutcome(BoundedOutcome outcome) {
  if (outcome.linked) {
    // Not covered is what each part of the protocols leaves uncovered.
    std::set<std::string> left;
    for (const report::NotCoveredRow& row : outcome.rows.not_covered) left.insert(row.name);
    std::erase_if(not_covered_,
                  [&](const link::Uncovered& row) { return left.count(row.id) == 0; });
  }
  for (report::Finding& finding : outcome.rows.findings) {
    if (!finding.witness.empty()) {
      Result<witness::Witness> witness = folder_.ReadWitness(finding.witness);
      if (witness.ok()) {
        witnesses_.push_back(std::move(witness).value());
      } else {
        AddProblem(witness.error());
      }
    }
    result_.findings.push_back(std::move(finding));
  }
  const auto append = [](auto&& from, auto* to) {
    to->insert(to->end(), std::make_move_iterator(from.begin()),
               std::make_move_iterator(from.end()));
  };
  append(outcome.rows.proofs, &result_.proofs);
  append(outcome.rows.unknown, &result_.unknown);
}

void Pipeline::AddWitnesses(Proved* proved) {
  for (const parametric::Finding& finding : proved->proof.findings) {
    Result<witness::Witness> witness = witness::BuildWitness(proved->protocol, finding, "");
    if (!witness.ok()) {
      AddProblem(witness.error());
      proved->witnesses.push_back("");
      continue;
    }
    Status written = folder_.WriteWitness(*witness);
    if (!written.ok()) AddProblem(written.error());
    proved->witnesses.push_back(witness->id);
    witnesses_.push_back(std::move(witness).value());
  }
}

void Pipeline::Replay(const std::string& program, const std::vector<std::string>& arguments,
                      const std::string& source_root) {
  explore::ReplayOptions replay_options;
  replay_options.source_root = source_root;
  replay_options.work_directory = folder_.path() + "/replay";
  replay_options.show_output = false;
  Status made = MakeFolder(replay_options.work_directory);
  if (!made.ok()) {
    AddProblem(made.error());
    return;
  }
  for (const witness::Witness& witness : witnesses_) {
    if (PendingSignal() != 0) return;
    Result<explore::ReplayOutcome> outcome =
        explore::RunReplay(program, arguments, witness, replay_options);
    replays_[witness.id] =
        outcome.ok() ? ReplayLine(*outcome) : "not replayed: " + outcome.error().ToText();
    if (!outcome.ok()) AddProblem(outcome.error());
  }
  Status asked = ReplayLayoutFindings(program, arguments, folder_, &result_);
  if (!asked.ok()) AddProblem(asked.error());
  parametric::ProverOptions prover;
  prover.timeout_ms = options_.solver_timeout_ms;
  prover.cancelled = [] { return PendingSignal() != 0; };
  for (Proved& proved : proved_) {
    Status status = ReplayCandidates(proved.protocol, {program, arguments, replay_options}, prover,
                                     folder_, &proved.proof, &proved.witnesses, &replays_);
    if (!status.ok()) AddProblem(status.error());
  }
}

void Pipeline::ApplyPinned() {
  // What was not read says nothing about what changed.
  if (options_.pinned_folder.empty() || !result_.complete || !result_.problems.empty()) return;
  const NameFilter filter(options_.proofs);
  if (options_.write_pinned) {
    std::vector<protocol::Protocol> selected;
    for (const protocol::Protocol& protocol : protocols_) {
      if (filter.Selects(protocol.name)) selected.push_back(protocol);
    }
    Status written = WritePinned(options_.pinned_folder, selected);
    if (!written.ok()) AddProblem(written.error());
    return;
  }
  ComparePinned({options_.pinned_folder, known_unknown_,
                 [&](const std::string& protocol) { return filter.Selects(protocol); }},
                protocols_, &result_);
}

int Pipeline::Finish() {
  for (const Proved& proved : proved_) {
    AddProof(proved.protocol, proved.proof, proved.witnesses, &result_);
  }
  for (report::Finding& finding : result_.findings) {
    const auto replay = replays_.find(finding.witness);
    if (replay != replays_.end()) finding.replay = replay->second;
  }
  if (const int signal_number = PendingSignal(); signal_number != 0) {
    result_.signal = signal_number;
    result_.complete = false;
  }
  ApplyPinned();
  if (!result_.problems.empty()) result_.complete = false;
  if (!result_.complete) WithdrawProofs("a part of the program could not be read", &result_);
  result_.fail_on = options_.fail_on;
  if (baseline_ != nullptr) {
    const NameFilter filter(options_.proofs);
    const auto selected = [&](const std::string& protocol) { return filter.Selects(protocol); };
    report::ApplyBaseline(baseline_->baseline, baseline_->shown_name, selected, &result_);
  }
  report::Sort(&result_);
  using Render = std::string (*)(const report::RunResult&);
  std::vector<std::pair<std::string, Render>> files = {{folder_.result(), report::ResultToJson}};
  if (!options_.json_file.empty()) files.push_back({options_.json_file, report::ResultToJson});
  if (!options_.sarif_file.empty()) files.push_back({options_.sarif_file, report::ResultToSarif});
  for (const auto& [file, render] : files) {
    Status written = WriteFile(file, render(result_));
    if (written.ok()) continue;
    // What is on the disk is the result of an earlier run; this one must not look complete.
    AddProblem(written.error());
    WithdrawProofs("the result could not be written", &result_);
  }
  return report::ExitCode(result_);
}

}  // namespace interlock::cli
