// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A result with one of everything, for the tests of the report.

#include "checker/report/run_result.h"

namespace interlock::report {

inline Place SamplePlace(const std::string& position, const std::string& access,
                         const std::string& role) {
  Place place;
  place.position = position;
  place.function = "FunctionUsage::Add";
  place.access = access;
  place.object = "field usage_";
  place.role = role;
  place.role_chain = "main > " + role;
  place.stack = {{"reference/join/probe.cc:12:3", "Probe"}};
  return place;
}

inline RunResult SampleResult() {
  RunResult result;
  result.tool = "interlock test";
  result.command = "check";
  result.targets = {"reference"};
  result.units = {{"reference/session/usage.cc", "read"}};

  ProofRow proof;
  proof.protocol = "session-map";
  proof.verdict = Verdict::kRefuted;
  proof.digest = "00ff";
  proof.roots = {{"Run", "any", "everything"}};
  proof.roles = {{"root", "main", "main", "Run", "", false},
                 {"s1", "probe worker", "main > probe worker", "Probe", "a.cc:3:4", true}};
  proof.objects = {{"usage_", "std::map<int, int>", "heap", 2, 1}};
  proof.spawn_sites_reached = 1;
  proof.spawn_sites_total = 2;
  proof.accesses = 3;
  proof.conflicting_pairs = 3;
  proof.refuted_pairs = 1;
  proof.pairs_by_reason = {{"lock", 1}, {"order", 1}};
  proof.pairs = {{"pair-1-2",
                  SamplePlace("a.cc:1:1", "plain write", "main"),
                  SamplePlace("a.cc:2:1", "plain read", "probe worker"),
                  "lock",
                  {"held(m)"},
                  {"fact-1"},
                  "pair-1-2",
                  1}};
  proof.obligations = {{"no-wrap-1", "i + 1", Verdict::kProved, "", {}, "no-wrap-1"}};
  proof.certificates = {"no-wrap-1", "pair-1-2"};
  proof.assumptions = {{"sc", "locks follow the standard", ""}};
  result.proofs = {proof};

  Finding finding;
  finding.id = "abcd";
  finding.rule = "IL001";
  finding.position = "reference/session/usage.cc:7:5";
  finding.message = "data race: plain write of field usage_ in probe worker";
  finding.protocol = "session-map";
  finding.places = {SamplePlace("reference/session/usage.cc:7:5", "plain write", "probe worker"),
                    SamplePlace("reference/session/usage.cc:9:5", "plain read", "main")};
  finding.witness = "W-7c1e";
  finding.witness_steps = 5;
  finding.replay = "replayed";
  result.findings = {finding};

  result.unknown = {{"IL-UNKNOWN-OPAQUE", "session-map", "call of Render", "a.cc:5:6", "", 4}};
  result.not_covered = {{"spawn site", "Background", "b.cc:1:2"}};
  return result;
}

}  // namespace interlock::report
