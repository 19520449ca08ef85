// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/layout_stage.h"

#include <algorithm>
#include <set>

#include "checker/cli/files.h"
#include "checker/explorer/explore.h"
#include "checker/frontend/facts_json.h"
#include "checker/layout/prove_layout.h"
#include "checker/link/roots.h"
#include "models/protocol/digest.h"

namespace interlock::cli {
namespace {

constexpr std::uint64_t kScheduleMax = 300;
constexpr std::uint64_t kSeed = 1;

report::Verdict VerdictOf(layout::Verdict verdict) {
  switch (verdict) {
    case layout::Verdict::kProved:
      return report::Verdict::kProved;
    case layout::Verdict::kProvedToBound:
      return report::Verdict::kProvedToBound;
    case layout::Verdict::kRefuted:
      return report::Verdict::kRefuted;
    case layout::Verdict::kUnknown:
      return report::Verdict::kUnknown;
  }
  return report::Verdict::kUnknown;
}

report::Finding FindingOf(const std::string& protocol, const layout::LayoutProperty& property,
                          const layout::LayoutObligation& obligation) {
  report::Finding finding;
  finding.rule = property.rule;
  finding.protocol = protocol;
  finding.property = property.name;
  finding.position = obligation.position;
  finding.id = "layout/" + protocol::Digest(property.name + "\n" + obligation.text);
  finding.message = "layout refuted: not so that " + obligation.text;
  for (const layout::BytePlace& place : obligation.places) {
    if (place.bytes.empty()) {  // a claim or a function, no access
      finding.notes.push_back(place.function + " at " + place.position);
      continue;
    }
    report::Place row;
    row.position = place.position;
    row.function = place.function;
    row.access = place.access;
    row.object = "bytes " + place.bytes;
    row.role = place.role.empty() ? "any thread" : place.role;
    row.role_chain = protocol;
    finding.places.push_back(std::move(row));
  }
  for (const layout::FailingSet& set : obligation.failing) {
    finding.notes.push_back("fails exactly for " + set.ToText());
  }
  std::string model;
  for (const auto& [name, value] : obligation.model) {
    model += (model.empty() ? "" : ", ") + name + " = " + value;
  }
  if (!model.empty()) finding.notes.push_back("for example: " + model);
  return finding;
}

/// The refuted obligations that become findings: each pair of positions once, and pointers that are
/// handed out only if no access says more. All of them stand in the row of the property.
std::vector<const layout::LayoutObligation*> ShownOf(const layout::LayoutProperty& property) {
  std::vector<const layout::LayoutObligation*> refuted, accesses;
  for (const layout::LayoutObligation& one : property.obligations) {
    if (one.verdict != layout::Verdict::kRefuted) continue;
    refuted.push_back(&one);
    const bool is_handed_out =
        std::any_of(one.places.begin(), one.places.end(),
                    [](const layout::BytePlace& place) { return place.is_handed_out; });
    if (!is_handed_out) accesses.push_back(&one);
  }
  const auto& candidates = accesses.empty() ? refuted : accesses;
  std::vector<const layout::LayoutObligation*> shown;
  std::set<std::vector<std::string>> seen;
  for (const layout::LayoutObligation* one : candidates) {
    std::vector<std::string> positions;
    for (const layout::BytePlace& place : one->places) positions.push_back(place.position);
    if (positions.empty() || seen.insert(positions).second) shown.push_back(one);
  }
  return shown;
}

bool MakesLayoutClaim(const std::string& facts) {
  for (const char* name : {"\"layout\"", "\"region_pointer\"", "\"divides\""}) {
    if (facts.find(name) != std::string::npos) return true;
  }
  return false;
}

/// Both sides of the race are the places of the finding.
bool IsRaceOf(const explore::Race& race, const report::Finding& finding) {
  const auto is_at = [](const explore::RaceSide& side, const report::Place& place) {
    return std::any_of(side.stack.begin(), side.stack.end(), [&](const explore::Frame& frame) {
      return frame.position == place.position;
    });
  };
  const report::Place& a = finding.places[0];
  const report::Place& b = finding.places[1];
  return (is_at(race.earlier, a) && is_at(race.later, b)) ||
         (is_at(race.earlier, b) && is_at(race.later, a));
}

}  // namespace

Result<std::vector<ProtocolLayout>> ProveProtocolLayouts(const LayoutStageOptions& options) {
  std::vector<ProtocolLayout> layouts;
  std::vector<std::string> texts;
  bool makes_claim = false;
  for (const std::string& file : options.facts_files) {
    Result<std::string> text = ReadFile(file);
    if (!text.ok()) return text.error();
    makes_claim |= MakesLayoutClaim(*text);
    texts.push_back(std::move(text).value());
  }
  if (!makes_claim) return layouts;
  std::vector<facts::Unit> units;
  std::set<std::string> digests;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Result<facts::Unit> unit = facts::ReadUnit(texts[i]);
    if (!unit.ok()) return MakeError(unit.error().ToText(), options.facts_files[i]);
    digests.insert(unit->digest);
    units.push_back(std::move(unit).value());
    texts[i].clear();
  }
  Result<link::Program> program = link::LinkUnits(std::move(units));
  if (!program.ok()) return program.error();
  if (!layout::HasLayoutClaims(*program)) return layouts;
  std::string all;
  for (const std::string& one : digests) all += one;
  const std::string digest = protocol::Digest(all);
  link::LinkOptions link_options;
  link_options.roots = options.roots;
  Result<std::vector<link::ProtocolRoots>> roots = link::FindRoots(*program, link_options);
  if (!roots.ok()) return roots.error();
  for (const link::ProtocolRoots& protocol : *roots) {
    if (options.selects && !options.selects(protocol.name)) continue;
    layout::LayoutRoots from;
    for (const link::RootEntry& entry : protocol.entries) {
      from.functions.push_back(entry.function);
      from.many_threads |= entry.many_threads;
    }
    ProtocolLayout one;
    one.protocol = protocol.name;
    one.digest = digest;
    one.result = layout::ProveLayouts(*program, from, options.mode, options.prover);
    if (!one.result.properties.empty()) layouts.push_back(std::move(one));
  }
  return layouts;
}

protocol::Protocol CertificateOwner(const ProtocolLayout& layout) {
  protocol::Protocol owner;
  owner.name = layout.protocol + ".layout";
  owner.digest = layout.digest;
  return owner;
}

void AddLayout(const ProtocolLayout& layout, report::RunResult* result) {
  const std::string digest = CertificateOwner(layout).digest;
  for (const layout::LayoutProperty& property : layout.result.properties) {
    report::ProofRow row;
    row.protocol = layout.protocol;
    row.property = property.name;
    row.verdict = VerdictOf(property.verdict);
    row.digest = digest;
    row.claim = property.claim;
    row.method = property.method;
    row.left = property.left;
    std::set<std::string> assumptions;
    std::set<std::string> certificates;
    for (const layout::LayoutObligation& one : property.obligations) {
      row.obligations.push_back({one.id, one.text, VerdictOf(one.verdict), one.reason,
                                 one.assumptions,
                                 one.certificates.empty() ? "" : one.certificates.back()});
      assumptions.insert(one.assumptions.begin(), one.assumptions.end());
      certificates.insert(one.certificates.begin(), one.certificates.end());
      if (one.verdict == layout::Verdict::kUnknown &&
          property.verdict == layout::Verdict::kUnknown) {
        report::Open open;
        open.rule = "IL-UNKNOWN-OBLIGATION";
        open.protocol = layout.protocol;
        open.detail = one.text + ": " + one.reason;
        open.position = one.position;
        open.property = property.name;
        result->unknown.push_back(std::move(open));
      }
    }
    for (const layout::LayoutObligation* one : ShownOf(property)) {
      result->findings.push_back(FindingOf(layout.protocol, property, *one));
    }
    if (property.obligations.empty()) {
      report::Open open;
      open.rule = "IL-UNKNOWN-VACUOUS";
      open.protocol = layout.protocol;
      open.detail = property.name + ": nothing was found that it could be about";
      open.property = property.name;
      result->unknown.push_back(std::move(open));
    }
    for (const layout::LayoutAssumption& assumption : layout.result.assumptions) {
      if (assumptions.count(assumption.id) > 0) {
        row.assumptions.push_back({assumption.id, assumption.text, ""});
      }
    }
    row.certificates.assign(certificates.begin(), certificates.end());
    result->proofs.push_back(std::move(row));
  }
}

Status ReplayLayoutFindings(const std::string& program, const std::vector<std::string>& arguments,
                            const RunFolder& folder, report::RunResult* result) {
  explore::ExploreOptions options;
  options.mode = explore::Mode::kDirected;
  options.schedules = kScheduleMax;
  options.seed = kSeed;
  options.work_directory = folder.path() + "/replay";
  options.show_output = false;
  Status made = MakeFolder(options.work_directory);
  if (!made.ok()) return made;
  for (report::Finding& finding : result->findings) {
    const bool is_pair = finding.id.starts_with("layout/") && finding.places.size() == 2 &&
                         finding.places[0].access.find("atomic") != std::string::npos &&
                         finding.places[1].access.find("handed out") == std::string::npos;
    if (!is_pair) continue;
    options.at = {finding.places[0].position, finding.places[1].position};
    Result<explore::ExploreOutcome> outcome = explore::RunExplore(program, arguments, options);
    if (!outcome.ok()) return outcome.error();
    finding.replay = "not replayed: none of " + std::to_string(kScheduleMax) +
                     " directed schedules brings the two accesses together";
    if (outcome->run.state != explore::RunState::kComplete) {
      finding.replay = "not replayed: " + outcome->run.problem;
      continue;
    }
    for (const explore::Race& race : outcome->run.races) {
      if (!IsRaceOf(race, finding)) continue;
      finding.replay = "replayed";
      finding.notes.push_back(
          "the program does it: --mode directed --seed " + std::to_string(kSeed) + " --first " +
          std::to_string(race.first_execution) + " --at " + options.at[0] + "," + options.at[1]);
      break;
    }
  }
  return Status::Ok();
}

}  // namespace interlock::cli
