// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/baseline_compare.h"

#include <gtest/gtest.h>

#include "checker/report/text_report.h"
#include "tests/unit/checker/report/sample_result.h"

namespace interlock::report {
namespace {

constexpr const char* kProperty = "data race freedom";

bool All(const std::string&) { return true; }

Open OpenAt(const std::string& protocol, const std::string& rule, const std::string& site) {
  return {rule, protocol, "some detail", "a.cc:1:2", "", 4, {site}};
}

ProofRow Proof(const std::string& protocol, Verdict verdict) {
  ProofRow row;
  row.protocol = protocol;
  row.verdict = verdict;
  row.digest = "d";
  row.conflicting_pairs = 10;
  row.unknown_pairs = verdict == Verdict::kUnknown ? 4 : 0;
  row.pairs_by_reason = {{"lock", 10 - row.unknown_pairs}};
  row.pairs.resize(1);
  row.certificates = {"pair-1-2"};
  return row;
}

Finding Race(const std::string& protocol, const std::string& id) {
  Finding finding;
  finding.protocol = protocol;
  finding.id = id;
  finding.rule = "IL001";
  finding.position = "a.cc:1:1";
  finding.message = "data race";
  return finding;
}

/// `good` is proved, `hopeless` has one open question.
RunResult TwoProtocols() {
  RunResult result;
  result.proofs = {Proof("good", Verdict::kProved), Proof("hopeless", Verdict::kUnknown)};
  result.unknown = {OpenAt("hopeless", "IL-UNKNOWN-OPAQUE", "F#call#0")};
  return result;
}

Baseline Whole(const std::string& protocol) {
  Baseline baseline;
  baseline.proofs = {{protocol, kProperty, Verdict::kUnknown, "20s"}};
  return baseline;
}

RunResult Applied(RunResult result, const Baseline& baseline) {
  ApplyBaseline(baseline, "b.json", All, &result);
  return result;
}

const ProofRow& RowOf(const RunResult& result, const std::string& protocol) {
  for (const ProofRow& row : result.proofs) {
    if (row.protocol == protocol) return row;
  }
  ADD_FAILURE() << protocol;
  return result.proofs.front();
}

TEST(ApplyBaseline, EmptyOneChangesNothing) {
  const RunResult result = Applied(TwoProtocols(), Baseline());
  EXPECT_EQ(ExitCode(result), 3);
  EXPECT_FALSE(result.unknown[0].known);
  EXPECT_TRUE(result.baseline.fixed.empty());
}

TEST(ApplyBaseline, KnownUnknownProtocolPassesAndIsCounted) {
  const RunResult result = Applied(TwoProtocols(), Whole("hopeless"));
  EXPECT_EQ(ExitCode(result), 0);
  const std::string text = RenderSummary(result);
  EXPECT_NE(text.find("1 proved (1 for any number of instances, 0 to bound), 0 refuted, 1 unknown "
                      "(1 known)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("known unknown, listed in b.json: protocol hopeless"), std::string::npos)
      << text;
  EXPECT_NE(RenderText(result, {}).find("  open      1 opaque call\n"), std::string::npos);
}

TEST(ApplyBaseline, NothingOfAKnownUnknownProtocolCountsAsProved) {
  const RunResult result = Applied(TwoProtocols(), Whole("hopeless"));
  const ProofRow& row = RowOf(result, "hopeless");
  EXPECT_EQ(row.verdict, Verdict::kUnknown);
  EXPECT_TRUE(row.known);
  EXPECT_TRUE(row.known_whole);
  EXPECT_EQ(row.budget, "20s");
  EXPECT_TRUE(row.pairs.empty());
  EXPECT_TRUE(row.pairs_by_reason.empty());
  EXPECT_TRUE(row.certificates.empty());
  EXPECT_EQ(row.unknown_pairs, row.conflicting_pairs);
  // The other protocol is left alone.
  EXPECT_EQ(RowOf(result, "good").pairs.size(), 1u);
  EXPECT_FALSE(RowOf(result, "good").known);
}

TEST(ApplyBaseline, RaceInAKnownUnknownProtocolFails) {
  RunResult run = TwoProtocols();
  run.proofs[1].verdict = Verdict::kRefuted;
  run.findings = {Race("hopeless", "aa")};
  EXPECT_EQ(ExitCode(Applied(run, Whole("hopeless"))), 1);

  Baseline listed = Whole("hopeless");
  listed.findings = {{"hopeless", "IL001", "aa", ""}};
  const RunResult known = Applied(run, listed);
  EXPECT_EQ(ExitCode(known), 0);
  EXPECT_TRUE(known.findings[0].known);
  EXPECT_NE(RenderSummary(known).find("1 finding (0 new, 1 known)"), std::string::npos);
  EXPECT_NE(RenderSummary(known).find("1 refuted (1 known)"), std::string::npos);
}

TEST(ApplyBaseline, FindingOfAnotherProtocolRuleOrPlaceIsNew) {
  RunResult run = TwoProtocols();
  run.proofs[1].verdict = Verdict::kRefuted;
  run.findings = {Race("hopeless", "aa")};
  for (const KnownFinding& other :
       {KnownFinding{"good", "IL001", "aa", ""}, KnownFinding{"hopeless", "IL003", "aa", ""},
        KnownFinding{"hopeless", "IL001", "ab", ""}}) {
    Baseline baseline = Whole("hopeless");
    baseline.findings = {other};
    const RunResult result = Applied(run, baseline);
    EXPECT_EQ(ExitCode(result), 1);
    ASSERT_EQ(result.baseline.fixed.size(), 1u);
    EXPECT_EQ(result.baseline.fixed[0].section, "findings");
  }
}

TEST(ApplyBaseline, OtherProtocolStaysUnknown) {
  RunResult run = TwoProtocols();
  run.proofs.push_back(Proof("other", Verdict::kUnknown));
  run.unknown.push_back(OpenAt("other", "IL-UNKNOWN-OPAQUE", "F#call#0"));
  EXPECT_EQ(ExitCode(Applied(run, Whole("hopeless"))), 3);
}

TEST(ApplyBaseline, QuestionsListedOneByOneAreCompared) {
  const Baseline baseline = MakeBaseline(TwoProtocols(), Baseline(), All);
  ASSERT_EQ(baseline.unknown.size(), 1u);
  EXPECT_FALSE(baseline.IsKnownUnknown("hopeless"));
  RunResult run = TwoProtocols();
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 0);
  EXPECT_TRUE(RowOf(Applied(run, baseline), "hopeless").known);

  RunResult moved = run;  // to another line, with other words
  moved.unknown[0].position = "a.cc:99:1";
  moved.unknown[0].detail = "other words";
  EXPECT_EQ(ExitCode(Applied(moved, baseline)), 0);

  for (const Open& more : {OpenAt("hopeless", "IL-UNKNOWN-OPAQUE", "G#call#0"),
                           OpenAt("hopeless", "IL-UNKNOWN-INDIRECT", "F#call#0")}) {
    RunResult other = run;
    other.unknown.push_back(more);
    EXPECT_EQ(ExitCode(Applied(other, baseline)), 3);
    EXPECT_FALSE(RowOf(Applied(other, baseline), "hopeless").known);
  }
  RunResult again = run;  // one more at the same site
  again.unknown.push_back(run.unknown[0]);
  again.unknown.back().position = "a.cc:7:7";
  EXPECT_EQ(ExitCode(Applied(again, baseline)), 3);
}

TEST(ApplyBaseline, NotCoveredIsComparedByNameAndNumber) {
  RunResult run = TwoProtocols();
  run.not_covered = {{"spawn site", "Background", "b.cc:1:2"}};
  Baseline baseline = Whole("hopeless");
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 3);
  baseline.not_covered = {{"spawn site", "Background", 1}};
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 0);
  run.not_covered.push_back({"spawn site", "Background", "b.cc:5:2"});
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 3);
  run.not_covered[1].position = run.not_covered[0].position;  // another instance of a template
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 3);
  run.not_covered.clear();
  const RunResult fixed = Applied(run, baseline);
  ASSERT_EQ(fixed.baseline.fixed.size(), 1u);
  EXPECT_EQ(fixed.baseline.fixed[0].section, "not covered");
}

TEST(ApplyBaseline, LostProofIsAFinding) {
  Baseline baseline = Whole("hopeless");
  baseline.proofs.push_back({"good", kProperty, Verdict::kProved, ""});
  EXPECT_EQ(ExitCode(Applied(TwoProtocols(), baseline)), 0);

  RunResult unknown = TwoProtocols();
  unknown.proofs[0] = Proof("good", Verdict::kUnknown);
  unknown.unknown.push_back(OpenAt("good", "IL-UNKNOWN-TIMEOUT", "G#load#0"));
  RunResult bounded = TwoProtocols();
  bounded.proofs[0].verdict = Verdict::kProvedToBound;
  bounded.proofs[0].bound = "workers=3";
  RunResult gone = TwoProtocols();
  gone.proofs.erase(gone.proofs.begin());
  for (const RunResult& run : {unknown, bounded, gone}) {
    const RunResult result = Applied(run, baseline);
    EXPECT_EQ(ExitCode(result), 1);
    ASSERT_EQ(result.findings.size(), 1u);
    EXPECT_EQ(result.findings[0].rule, "IL-REGRESSED-PROOF");
    EXPECT_EQ(result.findings[0].position, "b.json");
    EXPECT_FALSE(result.findings[0].known);
  }
}

TEST(ApplyBaseline, ListingTheOpenQuestionsDoesNotExcuseALostProof) {
  RunResult run = TwoProtocols();
  Baseline baseline = MakeBaseline(run, Baseline(), All);
  baseline.proofs.push_back({"hopeless", kProperty, Verdict::kProved, ""});
  baseline.findings.push_back(
      {"hopeless", "IL-REGRESSED-PROOF", "regressed/hopeless/data race freedom", ""});
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 1);
}

TEST(ApplyBaseline, WhatIsNotSelectedIsNeitherLostNorFixed) {
  Baseline baseline = Whole("hopeless");
  baseline.proofs.push_back({"elsewhere", kProperty, Verdict::kProved, ""});
  baseline.findings = {{"elsewhere", "IL001", "aa", ""}};
  baseline.unknown = {{"elsewhere", "IL-UNKNOWN-OPAQUE", "aa", {}, "", 1}};
  RunResult run = TwoProtocols();
  ApplyBaseline(
      baseline, "b.json", [](const std::string& protocol) { return protocol != "elsewhere"; },
      &run);
  EXPECT_EQ(ExitCode(run), 0);
  EXPECT_TRUE(run.baseline.fixed.empty());
}

TEST(ApplyBaseline, ProvedAtLastIsFixed) {
  RunResult run = TwoProtocols();
  run.proofs[1] = Proof("hopeless", Verdict::kProved);
  run.unknown.clear();
  const RunResult result = Applied(run, Whole("hopeless"));
  EXPECT_EQ(ExitCode(result), 0);
  ASSERT_EQ(result.baseline.fixed.size(), 1u);
  EXPECT_NE(RenderText(result, {})
                .find("b.json: warning: fixed, remove from baseline: protocol "
                      "hopeless"),
            std::string::npos);
  EXPECT_FALSE(RowOf(result, "hopeless").known_whole);
  EXPECT_EQ(RowOf(result, "hopeless").pairs.size(), 1u);
}

TEST(ApplyBaseline, CutProofFixesNothing) {
  Baseline baseline = Whole("hopeless");
  baseline.findings = {{"hopeless", "IL001", "aa", ""}};
  EXPECT_EQ(Applied(TwoProtocols(), baseline).baseline.fixed.size(), 1u);
  RunResult cut = TwoProtocols();
  cut.unknown.push_back(OpenAt("hopeless", "IL-UNKNOWN-BUDGET", ""));
  EXPECT_TRUE(Applied(cut, baseline).baseline.fixed.empty());
}

TEST(ApplyBaseline, IncompleteRunNeitherLosesNorFixes) {
  Baseline baseline = Whole("hopeless");
  baseline.proofs.push_back({"gone", kProperty, Verdict::kProved, ""});
  baseline.findings = {{"hopeless", "IL001", "aa", ""}};
  RunResult run = TwoProtocols();
  run.complete = false;
  const RunResult result = Applied(run, baseline);
  EXPECT_EQ(ExitCode(result), 2);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_TRUE(result.baseline.fixed.empty());
}

TEST(MakeBaseline, OfASampleMakesTheSampleKnown) {
  RunResult run = SampleResult();
  const Baseline baseline = MakeBaseline(run, Baseline(), All);
  const std::string text = BaselineToText(baseline);
  Result<Baseline> read = BaselineFromText(text);
  ASSERT_TRUE(read.ok()) << read.error().ToText();
  ApplyBaseline(*read, "b.json", All, &run);
  EXPECT_EQ(ExitCode(run), 0);
  EXPECT_TRUE(run.baseline.fixed.empty());
  EXPECT_EQ(BaselineToText(MakeBaseline(run, *read, All)), text);
}

TEST(MakeBaseline, ManyOrTimedQuestionsListTheProtocol) {
  RunResult many = TwoProtocols();
  for (std::size_t i = 0; i < kListedOneByOneMax; ++i) {
    many.unknown.push_back(OpenAt("hopeless", "IL-UNKNOWN-OPAQUE", "F#call#" + std::to_string(i)));
  }
  RunResult timed = TwoProtocols();
  timed.unknown.push_back(OpenAt("hopeless", "IL-UNKNOWN-TIMEOUT", "F#call#0"));
  for (const RunResult& run : {many, timed}) {
    const Baseline baseline = MakeBaseline(run, Baseline(), All);
    EXPECT_TRUE(baseline.IsKnownUnknown("hopeless"));
    EXPECT_TRUE(baseline.unknown.empty());
    EXPECT_EQ(ExitCode(Applied(run, baseline)), 0);
  }
}

TEST(MakeBaseline, KeepsWholeEntriesAndWhatWasNotSelected) {
  Baseline earlier = Whole("hopeless");
  earlier.proofs.push_back({"elsewhere", kProperty, Verdict::kProved, ""});
  const Baseline baseline =
      MakeBaseline(Applied(TwoProtocols(), earlier), earlier,
                   [](const std::string& protocol) { return protocol != "elsewhere"; });
  EXPECT_TRUE(baseline.IsKnownUnknown("hopeless"));
  EXPECT_EQ(baseline.FindProof("hopeless", kProperty)->budget, "20s");
  EXPECT_NE(baseline.FindProof("elsewhere", kProperty), nullptr);
  EXPECT_NE(baseline.FindProof("good", kProperty), nullptr);
}

TEST(MakeBaseline, HoldsNoRegressionAndNoPathOfTheMachine) {
  RunResult run = TwoProtocols();
  Finding regressed = Race("good", "regressed/good");
  regressed.rule = "IL-REGRESSED-PROOF";
  run.findings = {regressed};
  run.not_covered = {{"source outside the compile database", "/somewhere/else/a.cc", "/somewhere"}};
  const Baseline baseline = MakeBaseline(run, Baseline(), All);
  EXPECT_TRUE(baseline.findings.empty());
  EXPECT_EQ(BaselineToText(baseline).find("/somewhere"), std::string::npos);
  run.findings.clear();
  EXPECT_EQ(ExitCode(Applied(run, baseline)), 0);
}

TEST(ExitCode, FollowsFailOn) {
  struct Row {
    std::vector<std::string> fail_on;
    int finding, known_finding, unknown, known_unknown;
  };
  const Row rows[] = {{{"new", "unknown"}, 1, 0, 3, 0},
                      {{"new"}, 1, 0, 0, 0},
                      {{"unknown"}, 0, 0, 3, 0},
                      {{"any"}, 1, 1, 3, 3},
                      {{"never"}, 0, 0, 0, 0}};
  for (const Row& row : rows) {
    for (const bool known : {false, true}) {
      RunResult refuted;
      refuted.fail_on = row.fail_on;
      refuted.proofs = {Proof("p", Verdict::kRefuted)};
      refuted.findings = {Race("p", "aa")};
      refuted.proofs[0].known = refuted.findings[0].known = known;
      EXPECT_EQ(ExitCode(refuted), known ? row.known_finding : row.finding) << row.fail_on[0];
      RunResult unknown = TwoProtocols();
      unknown.fail_on = row.fail_on;
      unknown.proofs[1].known = unknown.unknown[0].known = known;
      EXPECT_EQ(ExitCode(unknown), known ? row.known_unknown : row.unknown) << row.fail_on[0];
      unknown.complete = false;
      EXPECT_EQ(ExitCode(unknown), 2);
    }
  }
}

}  // namespace
}  // namespace interlock::report
