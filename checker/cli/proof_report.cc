// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/proof_report.h"

#include <algorithm>
#include <set>

namespace interlock::cli {
namespace {

using parametric::UnknownKind;
using protocol::Access;
using protocol::Protocol;

std::string SitePosition(const Protocol& protocol, protocol::SiteId site) {
  const bool known = site >= 0 && static_cast<std::size_t>(site) < protocol.sites.size();
  return known ? protocol.sites[site].position : "";
}

/// The stable keys of those sites that there are, sorted.
std::vector<std::string> SiteKeys(const Protocol& protocol,
                                  const std::vector<protocol::SiteId>& sites) {
  std::vector<std::string> keys;
  for (const protocol::SiteId site : sites) {
    if (site < 0 || static_cast<std::size_t>(site) >= protocol.sites.size()) continue;
    keys.push_back(protocol.sites[site].key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::string RoleName(const protocol::Role& role) {
  return role.name.empty() ? role.entry : role.name;
}

const char* OrderName(protocol::MemoryOrder order) {
  switch (order) {
    case protocol::MemoryOrder::kPlain:
      return "plain";
    case protocol::MemoryOrder::kRelaxed:
      return "relaxed atomic";
    case protocol::MemoryOrder::kAcquire:
      return "acquire atomic";
    case protocol::MemoryOrder::kRelease:
      return "release atomic";
    case protocol::MemoryOrder::kAcquireRelease:
      return "acquire-release atomic";
    case protocol::MemoryOrder::kSequential:
      return "sequentially consistent atomic";
  }
  return "plain";
}

std::string AccessText(const Access& access) {
  std::string text = std::string(OrderName(access.order)) +
                     (access.kind == protocol::AccessKind::kWrite ? " write" : " read");
  if (access.size_bytes.IsInteger() && access.size_bytes.integer() > 0) {
    const std::int64_t bytes = access.size_bytes.integer();
    text += " of " + std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  }
  return text;
}

std::string ObjectText(const Protocol& protocol, const Access& access) {
  std::string text = access.what.empty() ? access.address.ToText() : access.what;
  if (access.objects.size() == 1) {
    const protocol::Object& object = protocol.objects[access.objects.front()];
    if (!object.name.empty() && text.find(object.name) == std::string::npos) {
      text += " in " + object.kind + " " + object.name;
    }
  }
  return text;
}

const char* RuleOfUnresolved(const std::string& kind) {
  if (kind.find("opaque") != std::string::npos) return "IL-UNKNOWN-OPAQUE";
  if (kind.find("indirect") != std::string::npos || kind.find("virtual") != std::string::npos) {
    return "IL-UNKNOWN-INDIRECT";
  }
  if (kind.find("address") != std::string::npos) return "IL-UNKNOWN-ADDRESS";
  if (kind.find("cut") != std::string::npos || kind.find("bound") != std::string::npos) {
    return "IL-UNKNOWN-CUT";
  }
  return "IL-UNKNOWN-UNSUPPORTED";
}

std::string RuleOf(const Protocol& protocol, const parametric::UnknownEntry& entry) {
  switch (entry.kind) {
    case UnknownKind::kPossibleRace:
      return "IL-UNKNOWN-POSSIBLE-RACE";
    case UnknownKind::kUnresolved:
      if (entry.unresolved >= 0 &&
          static_cast<std::size_t>(entry.unresolved) < protocol.unresolved.size()) {
        return RuleOfUnresolved(protocol.unresolved[entry.unresolved].kind);
      }
      return "IL-UNKNOWN-UNSUPPORTED";
    case UnknownKind::kTimeout:
      return "IL-UNKNOWN-TIMEOUT";
    case UnknownKind::kBudget:
      return "IL-UNKNOWN-BUDGET";
    case UnknownKind::kSolver:
      return "IL-UNKNOWN-SOLVER";
    case UnknownKind::kContradictory:
      return "IL-UNKNOWN-CONTRADICTION";
    case UnknownKind::kObligation:
      return "IL-UNKNOWN-OBLIGATION";
    case UnknownKind::kVacuous:
      return protocol.roots.empty() ? "IL-UNKNOWN-NO-ROOT" : "IL-UNKNOWN-VACUOUS";
  }
  return "IL-UNKNOWN-UNSUPPORTED";
}

report::Verdict VerdictOf(parametric::Verdict verdict) {
  switch (verdict) {
    case parametric::Verdict::kProved:
      return report::Verdict::kProved;
    case parametric::Verdict::kProvedToBound:
      return report::Verdict::kProvedToBound;
    case parametric::Verdict::kRefuted:
      return report::Verdict::kRefuted;
    case parametric::Verdict::kUnknown:
      return report::Verdict::kUnknown;
  }
  return report::Verdict::kUnknown;
}

/// Where a role is started: the innermost call on the way to the spawn, which is where the program
/// asks for a thread when the spawn itself stands in a wrapper.
std::string SpawnPosition(const Protocol& protocol, const protocol::Role& role) {
  const bool has_event =
      role.spawn_event >= 0 && static_cast<std::size_t>(role.spawn_event) < protocol.events.size();
  if (!has_event || protocol.events[role.spawn_event].stack.empty()) {
    return SitePosition(protocol, role.spawn_site);
  }
  return SitePosition(protocol, protocol.events[role.spawn_event].stack.back());
}

report::ProofRow Describe(const Protocol& protocol) {
  report::ProofRow row;
  row.protocol = protocol.name;
  row.digest = protocol.digest;
  for (const protocol::Root& root : protocol.roots) {
    row.roots.push_back({root.function, root.threads, root.aliasing});
  }
  for (std::size_t i = 0; i < protocol.roles.size(); ++i) {
    const protocol::Role& role = protocol.roles[i];
    row.roles.push_back({role.id, RoleName(role), RoleChain(protocol, static_cast<int>(i)),
                         role.entry, SpawnPosition(protocol, role), role.many});
  }
  std::vector<report::ObjectRow> objects;
  for (const protocol::Object& object : protocol.objects) {
    objects.push_back(
        {object.name.empty() ? object.key : object.name, object.type, object.kind, 0, 0});
  }
  for (const Access& access : protocol.accesses) {
    for (protocol::ObjectId object : access.objects) {
      ++(access.kind == protocol::AccessKind::kWrite ? objects[object].writes
                                                     : objects[object].reads);
    }
  }
  for (report::ObjectRow& object : objects) {
    if (object.reads + object.writes > 0) row.objects.push_back(std::move(object));
  }
  row.spawn_sites_reached = protocol.coverage.spawn_sites_reached;
  row.spawn_sites_total = protocol.coverage.spawn_sites_total;
  row.shared_fields_covered = protocol.coverage.shared_fields_covered;
  row.shared_fields_total = protocol.coverage.shared_fields_total;
  row.accesses = static_cast<std::int64_t>(protocol.accesses.size());
  return row;
}

void AddNotCovered(const Protocol& protocol, report::RunResult* result) {
  for (const protocol::NotCovered& entry : protocol.coverage.not_covered) {
    result->not_covered.push_back({entry.kind, entry.name, entry.position});
  }
}

void AddFrames(const Protocol& protocol, const std::vector<protocol::SiteId>& sites,
               std::vector<report::Frame>* frames) {
  for (protocol::SiteId site : sites) {
    frames->push_back({protocol.sites[site].position, protocol.sites[site].function});
  }
}

/// The way from the root to the start of `role`: calls and spawns of every ancestor, outermost
/// first.
void AddSpawnChain(const Protocol& protocol, protocol::RoleId role,
                   std::vector<report::Frame>* frames) {
  const protocol::Role& child = protocol.roles[role];
  if (child.parent < 0) return;
  AddSpawnChain(protocol, child.parent, frames);
  const bool has_event = child.spawn_event >= 0 &&
                         static_cast<std::size_t>(child.spawn_event) < protocol.events.size();
  if (has_event) AddFrames(protocol, protocol.events[child.spawn_event].stack, frames);
  if (child.spawn_site >= 0) {
    const protocol::Site& site = protocol.sites[child.spawn_site];
    frames->push_back({site.position, site.function + ", starts a thread of " + RoleName(child)});
  }
}

report::Finding FindingOf(const Protocol& protocol, const parametric::Finding& finding,
                          const std::string& witness) {
  const Access& first = protocol.accesses[finding.first];
  const Access& second = protocol.accesses[finding.second];
  report::Finding row;
  row.places = {PlaceOf(protocol, finding.first), PlaceOf(protocol, finding.second)};
  // The write comes first, as in every other form of report.
  if (first.kind == protocol::AccessKind::kRead) std::swap(row.places[0], row.places[1]);
  const bool both_plain =
      first.order == protocol::MemoryOrder::kPlain && second.order == protocol::MemoryOrder::kPlain;
  row.id = finding.fingerprint;
  row.rule = both_plain ? "IL001" : "IL003";
  row.position = row.places[0].position;
  row.message = "data race: " + row.places[0].access + " of " + row.places[0].object + " in " +
                row.places[0].role + " and " + row.places[1].access + " in " + row.places[1].role +
                " are not ordered";
  row.protocol = protocol.name;
  row.witness = witness;
  row.witness_steps = static_cast<std::int32_t>(finding.schedule.steps.size());
  for (const auto& [name, value] : finding.model) row.notes.push_back(name + " = " + value);
  if (!finding.doubts.empty()) {
    std::string text = "the way there was approximated, so the program was asked and did it:";
    for (const std::string& doubt : finding.doubts) {
      text += (&doubt == &finding.doubts.front() ? " " : "; ") + doubt;
    }
    row.notes.push_back(text);
  }
  if (finding.pairs > 1) {
    row.notes.push_back("stands for " + std::to_string(finding.pairs) +
                        " pairs of call chains with the same two accesses");
  }
  return row;
}

}  // namespace

std::string RoleChain(const Protocol& protocol, protocol::RoleId role) {
  std::string text;
  for (; role >= 0 && static_cast<std::size_t>(role) < protocol.roles.size();
       role = protocol.roles[role].parent) {
    const std::string name = RoleName(protocol.roles[role]);
    text = text.empty() ? name : name + " > " + text;
  }
  return text;
}

report::Place PlaceOf(const Protocol& protocol, protocol::AccessId id) {
  const Access& access = protocol.accesses[id];
  report::Place place;
  place.position = SitePosition(protocol, access.site);
  if (access.site >= 0) place.function = protocol.sites[access.site].function;
  place.access = AccessText(access);
  place.object = ObjectText(protocol, access);
  place.role = RoleName(protocol.roles[access.role]);
  place.role_chain = RoleChain(protocol, access.role);
  AddSpawnChain(protocol, access.role, &place.stack);
  AddFrames(protocol, access.stack, &place.stack);
  return place;
}

void AddProof(const Protocol& protocol, const parametric::ProofResult& proof,
              const std::vector<std::string>& witnesses, report::RunResult* result) {
  report::ProofRow row = Describe(protocol);
  row.verdict = VerdictOf(proof.verdict);
  row.bound = proof.bound;
  row.conflicting_pairs = proof.conflicting_pairs;
  row.refuted_pairs = proof.finding_pairs;
  row.unknown_pairs = proof.unknown_pairs;
  row.pairs_by_reason = proof.pairs_by_reason;
  for (const parametric::PairProof& pair : proof.proofs) {
    row.pairs.push_back({pair.id, PlaceOf(protocol, pair.first), PlaceOf(protocol, pair.second),
                         pair.reason, pair.core, pair.uses, pair.certificate, pair.pairs});
  }
  for (const parametric::ObligationResult& obligation : proof.obligations) {
    row.obligations.push_back({obligation.id, obligation.text, VerdictOf(obligation.verdict),
                               obligation.reason, obligation.uses, obligation.certificate});
  }
  for (const parametric::Certificate& certificate : proof.certificates) {
    row.certificates.push_back(certificate.id);
  }
  const std::set<std::string> used(proof.assumptions.begin(), proof.assumptions.end());
  for (const protocol::Assumption& assumption : protocol.assumptions) {
    if (used.count(assumption.id) > 0) {
      row.assumptions.push_back(
          {assumption.id, assumption.text, SitePosition(protocol, assumption.site)});
    }
  }
  for (std::size_t i = 0; i < proof.findings.size(); ++i) {
    result->findings.push_back(
        FindingOf(protocol, proof.findings[i], i < witnesses.size() ? witnesses[i] : ""));
  }
  for (const parametric::UnknownEntry& entry : proof.unknowns) {
    result->unknown.push_back({RuleOf(protocol, entry), protocol.name, entry.reason,
                               SitePosition(protocol, entry.first_site),
                               SitePosition(protocol, entry.second_site), entry.pairs,
                               SiteKeys(protocol, {entry.first_site, entry.second_site})});
  }
  if (row.verdict == report::Verdict::kUnknown && proof.unknowns.empty()) {
    result->unknown.push_back({"IL-UNKNOWN-DEPENDENCY", protocol.name,
                               "the prover gave neither a proof nor a reason", "", "", 0});
  }
  AddNotCovered(protocol, result);
  result->proofs.push_back(std::move(row));
}

void AddUnproved(const Protocol& protocol, const std::string& rule, const std::string& reason,
                 report::RunResult* result) {
  result->proofs.push_back(Describe(protocol));
  result->unknown.push_back({rule, protocol.name, reason, "", "", 0});
  AddNotCovered(protocol, result);
}

void WithdrawProofs(const std::string& reason, report::RunResult* result) {
  for (report::ProofRow& proof : result->proofs) {
    if (proof.verdict != report::Verdict::kProved &&
        proof.verdict != report::Verdict::kProvedToBound) {
      continue;
    }
    proof.verdict = report::Verdict::kUnknown;
    result->unknown.push_back({"IL-UNKNOWN-DEPENDENCY", proof.protocol, reason, "", "", 0});
  }
}

}  // namespace interlock::cli
