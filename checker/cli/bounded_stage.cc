// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/bounded_stage.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <utility>

#include "checker/cli/child_process.h"
#include "checker/cli/files.h"
#include "checker/cli/proof_report.h"
#include "checker/frontend/facts_json.h"
#include "checker/link/link.h"
#include "checker/report/result_json.h"
#include "models/parametric/prove.h"
#include "models/protocol/protocol_json.h"
#include "models/witness/build_witness.h"

namespace interlock::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Exit status of a child.
constexpr int kDone = 0;
constexpr int kFailed = 2;

/// A child that is asked to stop at its budget still has to write what it found.
constexpr double kGraceFactor = 1.25;
constexpr double kGraceSeconds = 3;

int Fail(const Error& error) {
  std::fprintf(stderr, "%s\n", error.ToText().c_str());
  return kFailed;
}

std::string RowsFile(const RunFolder& folder, const std::string& protocol) {
  return folder.path() + "/bounded/" + FileName(protocol) + ".json";
}

/// A proof row without a proof, and why.
void AddNothing(const std::string& protocol, const std::string& rule, const std::string& reason,
                report::RunResult* rows) {
  report::ProofRow row;
  row.protocol = protocol;
  rows->proofs.push_back(std::move(row));
  rows->unknown.push_back({rule, protocol, reason, "", "", 0});
}

std::string UsedUp(const BoundedJob& job) { return "budget of " + job.budget + " used up"; }

using Uncovered = std::vector<link::Uncovered>;

Result<link::LinkResult> LinkOne(const std::string& name, const BoundedOptions& options,
                                 const std::function<void(const Uncovered&)>& starts) {
  std::vector<facts::Unit> units;
  for (const std::string& file : options.facts_files) {
    Result<std::string> text = ReadFile(file);
    if (!text.ok()) return text.error();
    Result<facts::Unit> unit = facts::ReadUnit(*text);
    if (!unit.ok()) return MakeError(unit.error().ToText(), file, unit.error().kind);
    units.push_back(std::move(unit).value());
  }
  link::LinkOptions link_options;
  link_options.roots = options.roots;
  link_options.selects = [&](const std::string& protocol) { return protocol == name; };
  link_options.starts = [&](const std::string&, const Uncovered& rows) { starts(rows); };
  return link::Link(std::move(units), link_options);
}

/// The id of the witness of each finding, "" for one that has none.
Result<std::vector<std::string>> WriteWitnesses(const protocol::Protocol& protocol,
                                                const parametric::ProofResult& proof,
                                                const RunFolder& folder) {
  std::vector<std::string> ids;
  for (const parametric::Finding& finding : proof.findings) {
    Result<witness::Witness> witness = witness::BuildWitness(protocol, finding, "");
    if (!witness.ok()) return witness.error();
    Status written = folder.WriteWitness(*witness);
    if (!written.ok()) return written.error();
    ids.push_back(witness->id);
  }
  return ids;
}

bool IsProved(parametric::Verdict verdict) {
  return verdict == parametric::Verdict::kProved || verdict == parametric::Verdict::kProvedToBound;
}

report::RunResult RowsOf(const Uncovered& not_covered) {
  report::RunResult rows;
  for (const link::Uncovered& entry : not_covered) {
    rows.not_covered.push_back({entry.what.kind, entry.id, entry.what.position});
  }
  return rows;
}

Status WriteRows(const RunFolder& folder, const BoundedJob& job, const report::RunResult& rows) {
  return WriteFile(RowsFile(folder, job.protocol), report::ResultToJson(rows));
}

/// What a child does. The rows are written before and after linking and after proving, so that one
/// that is ended leaves what it knew.
int WorkOnOne(const BoundedJob& job, const BoundedOptions& options, const RunFolder& folder) {
  const Clock::time_point started = Clock::now();
  Status written = Status::Ok();
  const auto before_linking = [&](const Uncovered& not_covered) {
    report::RunResult rows = RowsOf(not_covered);
    AddNothing(job.protocol, "IL-UNKNOWN-BUDGET",
               UsedUp(job) + " by linking; what it covers was read off its call graph", &rows);
    written = WriteRows(folder, job, rows);
  };
  Result<link::LinkResult> linked = LinkOne(job.protocol, options, before_linking);
  if (!written.ok()) return Fail(written.error());
  if (!linked.ok()) return Fail(linked.error());
  if (linked->protocols.empty()) return Fail(MakeError("no root: protocol=" + job.protocol));
  protocol::Protocol& protocol = linked->protocols.front();
  protocol.digest = protocol::ContentDigest(protocol);

  report::RunResult rows = RowsOf(linked->not_covered);
  if (job.prove) AddUnproved(protocol, "IL-UNKNOWN-BUDGET", UsedUp(job), &rows);
  written = WriteRows(folder, job, rows);
  if (!written.ok()) return Fail(written.error());
  written = folder.WriteProtocol(protocol);
  if (!written.ok()) return Fail(written.error());
  if (!job.prove) return kDone;

  parametric::ProverOptions prover;
  prover.timeout_ms = options.solver_timeout_ms;
  const auto used =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started).count();
  prover.budget_ms = std::max<std::int64_t>(1, job.budget_ms - used);
  Result<parametric::ProofResult> proof = parametric::ProveProtocol(protocol, prover);
  rows = RowsOf(linked->not_covered);
  if (!proof.ok()) {
    AddUnproved(protocol, "IL-UNKNOWN-DEPENDENCY", proof.error().ToText(), &rows);
  } else {
    for (parametric::UnknownEntry& entry : proof->unknowns) {
      // The prover knows what was left for it; people know the budget that they wrote.
      if (entry.kind == parametric::UnknownKind::kBudget) entry.reason = UsedUp(job);
    }
    Result<std::vector<std::string>> witnesses = WriteWitnesses(protocol, *proof, folder);
    if (!witnesses.ok()) return Fail(witnesses.error());
    AddProof(protocol, *proof, *witnesses, &rows);
    // A proof at last; without one there is nothing to certify.
    if (IsProved(proof->verdict)) written = folder.WriteCertificates(protocol, proof->certificates);
    if (!written.ok()) return Fail(written.error());
  }
  written = WriteRows(folder, job, rows);
  return written.ok() ? kDone : Fail(written.error());
}

/// Why a child left no rows; the last line of its diagnostics says what it died of.
std::string ReasonOf(const ChildEnd& end, const BoundedJob& job) {
  if (end.kind == ChildEnd::Kind::kTimedOut) return UsedUp(job) + " by linking";
  if (end.kind == ChildEnd::Kind::kNotStarted) return "not linked: the run was interrupted";
  std::string text = end.kind == ChildEnd::Kind::kSignalled
                         ? "linking ended with signal " + std::to_string(end.code)
                         : "linking failed";
  std::string last = end.diagnostics.substr(0, end.diagnostics.find_last_not_of(" \n") + 1);
  last = last.substr(last.rfind('\n') + 1);
  return last.empty() ? text : text + ": " + last;
}

BoundedOutcome OutcomeOf(const ChildEnd& end, const BoundedJob& job, const RunFolder& folder) {
  BoundedOutcome outcome;
  const std::string file = RowsFile(folder, job.protocol);
  const bool timed_out = end.kind == ChildEnd::Kind::kTimedOut;
  const bool done = end.kind == ChildEnd::Kind::kExited && end.code == kDone;
  const char* rule = timed_out ? "IL-UNKNOWN-BUDGET" : "IL-UNKNOWN-CUT";
  std::string reason = ReasonOf(end, job);
  Result<std::string> text = ReadFile(file);
  if (text.ok()) {
    unlink(file.c_str());
    Result<report::RunResult> rows = report::ResultFromJson(*text);
    if (rows.ok()) {
      outcome.rows = std::move(rows).value();
      if (!done && !timed_out) {
        outcome.rows.unknown.push_back({rule, job.protocol, reason, "", "", 0});
      }
      return outcome;
    }
    reason = rows.error().ToText();
  }
  outcome.linked = false;
  AddNothing(job.protocol, rule, reason, &outcome.rows);
  return outcome;
}

}  // namespace

std::vector<BoundedOutcome> RunBounded(const std::vector<BoundedJob>& jobs,
                                       const BoundedOptions& options, const RunFolder& folder) {
  std::vector<BoundedOutcome> outcomes;
  if (jobs.empty()) return outcomes;
  PoolLimits limits;
  limits.jobs = options.jobs;
  limits.seconds = 0;
  Status made = MakeFolder(folder.path() + "/bounded");
  for (const BoundedJob& job : jobs) {
    unlink(RowsFile(folder, job.protocol).c_str());
    folder.ClearCertificates(job.protocol);
    limits.seconds = std::max(limits.seconds, static_cast<double>(job.budget_ms) / 1000);
  }
  limits.seconds = limits.seconds * kGraceFactor + kGraceSeconds;
  const std::vector<ChildEnd> ends = RunForked(
      made.ok() ? jobs.size() : 0, limits,
      [&](std::size_t i) { return WorkOnOne(jobs[i], options, folder); },
      [](std::size_t, const ChildEnd&) {});
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    outcomes.push_back(OutcomeOf(made.ok() ? ends[i] : ChildEnd(), jobs[i], folder));
  }
  return outcomes;
}

}  // namespace interlock::cli
