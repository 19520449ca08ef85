// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/proof_report.h"

#include <gtest/gtest.h>

namespace interlock::cli {
namespace {

using parametric::UnknownKind;

/// main and any number of workers; worker access 0 writes, main access 1 reads.
protocol::Protocol TwoRoles() {
  protocol::Protocol protocol;
  protocol.name = "p";
  protocol.roots = {{"Run", "any", "everything"}};
  protocol.sites = {
      {"k0", "a.cc:1:2", "Worker"}, {"k1", "a.cc:3:4", "Run"}, {"k2", "a.cc:5:6", "Run"}};
  protocol::Role root, worker;
  root.id = "root";
  root.name = "main";
  worker.id = "k2";
  worker.entry = "Worker";
  worker.parent = 0;
  worker.spawn_site = 2;
  worker.many = true;
  protocol.roles = {root, worker};
  protocol::Object object;
  object.name = "counter";
  object.kind = "global";
  protocol.objects = {object};
  protocol::Access write, read;
  write.role = 1;
  write.site = 0;
  write.kind = protocol::AccessKind::kWrite;
  write.size_bytes = protocol::Term::Integer(4);
  write.objects = {0};
  write.stack = {2};
  write.what = "counter";
  read = write;
  read.role = 0;
  read.site = 1;
  read.kind = protocol::AccessKind::kRead;
  read.stack = {};
  protocol.accesses = {write, read};
  protocol.coverage.spawn_sites_reached = 1;
  protocol.coverage.spawn_sites_total = 1;
  return protocol;
}

parametric::Finding Race() {
  parametric::Finding finding;
  finding.fingerprint = "f00d";
  finding.first = 1;
  finding.second = 0;
  return finding;
}

TEST(AddProof, FindingNamesTheWriteFirstWithChainAndRole) {
  parametric::ProofResult proof;
  proof.verdict = parametric::Verdict::kRefuted;
  proof.findings = {Race()};
  report::RunResult result;
  AddProof(TwoRoles(), proof, {"W-1234"}, &result);
  ASSERT_EQ(result.findings.size(), 1u);
  const report::Finding& finding = result.findings[0];
  EXPECT_EQ(finding.rule, "IL001");
  EXPECT_EQ(finding.position, "a.cc:1:2");
  EXPECT_EQ(finding.witness, "W-1234");
  ASSERT_EQ(finding.places.size(), 2u);
  EXPECT_EQ(finding.places[0].access, "plain write of 4 bytes");
  EXPECT_EQ(finding.places[0].role_chain, "main > Worker");
  // The spawn, then the call inside the thread.
  ASSERT_EQ(finding.places[0].stack.size(), 2u);
  EXPECT_EQ(finding.places[0].stack[0].position, "a.cc:5:6");
  EXPECT_EQ(finding.places[0].stack[0].function, "Run, starts a thread of Worker");
  EXPECT_EQ(finding.places[0].stack[1].position, "a.cc:5:6");
  EXPECT_EQ(finding.places[1].role, "main");
  EXPECT_EQ(report::ExitCode(result), 1);
}

TEST(AddProof, AtomicAgainstPlainHasItsOwnRule) {
  protocol::Protocol protocol = TwoRoles();
  protocol.accesses[0].order = protocol::MemoryOrder::kRelaxed;
  parametric::ProofResult proof;
  proof.findings = {Race()};
  report::RunResult result;
  AddProof(protocol, proof, {}, &result);
  EXPECT_EQ(result.findings.at(0).rule, "IL003");
  EXPECT_EQ(result.findings.at(0).places[0].access, "relaxed atomic write of 4 bytes");
}

TEST(AddProof, EveryKindOfUnknownHasARule) {
  const std::pair<UnknownKind, const char*> rows[] = {
      {UnknownKind::kPossibleRace, "IL-UNKNOWN-POSSIBLE-RACE"},
      {UnknownKind::kUnresolved, "IL-UNKNOWN-UNSUPPORTED"},
      {UnknownKind::kTimeout, "IL-UNKNOWN-TIMEOUT"},
      {UnknownKind::kBudget, "IL-UNKNOWN-BUDGET"},
      {UnknownKind::kSolver, "IL-UNKNOWN-SOLVER"},
      {UnknownKind::kContradictory, "IL-UNKNOWN-CONTRADICTION"},
      {UnknownKind::kObligation, "IL-UNKNOWN-OBLIGATION"},
      {UnknownKind::kVacuous, "IL-UNKNOWN-VACUOUS"},
  };
  for (const auto& [kind, rule] : rows) {
    parametric::ProofResult proof;
    proof.unknowns.push_back({});
    proof.unknowns[0].kind = kind;
    report::RunResult result;
    AddProof(TwoRoles(), proof, {}, &result);
    ASSERT_EQ(result.unknown.size(), 1u) << rule;
    EXPECT_EQ(result.unknown[0].rule, rule);
    EXPECT_EQ(report::ExitCode(result), 3);
  }
}

TEST(AddProof, UnresolvedGivesTheConstruct) {
  protocol::Protocol protocol = TwoRoles();
  const std::pair<const char*, const char*> rows[] = {
      {"opaque call", "IL-UNKNOWN-OPAQUE"},
      {"indirect call", "IL-UNKNOWN-INDIRECT"},
      {"unknown address", "IL-UNKNOWN-ADDRESS"},
      {"inline assembly", "IL-UNKNOWN-UNSUPPORTED"},
  };
  for (const auto& [kind, rule] : rows) {
    protocol::Unresolved unresolved;
    unresolved.kind = kind;
    protocol.unresolved = {unresolved};
    parametric::ProofResult proof;
    parametric::UnknownEntry entry;
    entry.kind = UnknownKind::kUnresolved;
    entry.unresolved = 0;
    entry.first_site = 2;
    proof.unknowns = {entry};
    report::RunResult result;
    AddProof(protocol, proof, {}, &result);
    EXPECT_EQ(result.unknown.at(0).rule, rule);
    EXPECT_EQ(result.unknown.at(0).position, "a.cc:5:6");
  }
}

TEST(AddProof, UnknownVerdictWithoutReasonIsStillOpen) {
  report::RunResult result;
  AddProof(TwoRoles(), parametric::ProofResult(), {}, &result);
  EXPECT_EQ(result.unknown.size(), 1u);
  EXPECT_EQ(report::ExitCode(result), 3);
}

TEST(AddProof, NotCoveredKeepsAProofFromBeingClean) {
  protocol::Protocol protocol = TwoRoles();
  protocol.coverage.not_covered = {{"spawn site", "Other", "b.cc:1:1"}};
  parametric::ProofResult proof;
  proof.verdict = parametric::Verdict::kProved;
  report::RunResult result;
  AddProof(protocol, proof, {}, &result);
  EXPECT_EQ(report::ExitCode(result), 3);
  ASSERT_EQ(result.not_covered.size(), 1u);
  EXPECT_EQ(result.not_covered[0].name, "Other");
}

TEST(WithdrawProofs, NoProofSurvivesAnIncompleteRun) {
  parametric::ProofResult proof;
  proof.verdict = parametric::Verdict::kProved;
  report::RunResult result;
  AddProof(TwoRoles(), proof, {}, &result);
  ASSERT_EQ(report::ExitCode(result), 0);
  WithdrawProofs("a unit was not read", &result);
  EXPECT_EQ(result.proofs[0].verdict, report::Verdict::kUnknown);
  EXPECT_EQ(report::ExitCode(result), 3);
}

}  // namespace
}  // namespace interlock::cli
