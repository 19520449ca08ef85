// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/text_report.h"

#include <gtest/gtest.h>

#include <regex>

#include "tests/unit/checker/report/sample_result.h"

namespace interlock::report {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(TextReport, FindingStartsAsClangDoes) {
  const std::string text = RenderText(SampleResult(), {});
  EXPECT_TRUE(text.starts_with("reference/session/usage.cc:7:5: error: data race: ")) << text;
  EXPECT_TRUE(Has(text.substr(0, text.find('\n')), "[IL001]"));
  EXPECT_TRUE(
      Has(text, "\nreference/session/usage.cc:9:5: note: plain read of field usage_, main"));
}

TEST(TextReport, BothCallChainsAreShown) {
  const std::string text = RenderText(SampleResult(), {});
  EXPECT_TRUE(Has(text, "note: probe worker (main > probe worker) reaches FunctionUsage::Add"));
  EXPECT_TRUE(Has(text, "note: main (main > main) reaches"));
  EXPECT_TRUE(Has(text, "reference/join/probe.cc:12:3: in Probe"));
}

TEST(TextReport, SourceLineIsQuotedWithItsColumn) {
  TextOptions options;
  options.source_line = [](const std::string& file, long line) {
    return file == "reference/session/usage.cc" && line == 7 ? "    ++usage_[key];" : "";
  };
  EXPECT_TRUE(Has(RenderText(SampleResult(), options),
                  "    7 |     ++usage_[key];\n"
                  "      |     ^\n"));
}

TEST(TextReport, ProofSaysWhatItCovers) {
  const std::string text = RenderText(SampleResult(), {});
  EXPECT_TRUE(Has(text, "protocol session-map: data race freedom: refuted"));
  EXPECT_TRUE(Has(text, "1 of 2 spawn sites"));
  EXPECT_TRUE(Has(text, "main > probe worker (any number), started at a.cc:3:4"));
  EXPECT_TRUE(Has(text,
                  "3 conflicting pairs of 3 accesses; separated: 1 by lock, 1 by order; "
                  "1 refuted, 0 unknown"));
  EXPECT_TRUE(Has(text, "1 of 1 side condition proved"));
  EXPECT_TRUE(Has(text, "[sc] locks follow the standard"));
}

TEST(TextReport, OpenQuestionsAreShownAndCounted) {
  const std::string text = RenderText(SampleResult(), {});
  EXPECT_TRUE(Has(text,
                  "a.cc:5:6: warning: unknown: opaque call: call of Render (4 pairs) "
                  "[IL-UNKNOWN-OPAQUE]"));
  EXPECT_TRUE(Has(text, "b.cc:1:2: warning: not covered by any protocol: spawn site Background"));
  EXPECT_TRUE(Has(text, "unknown: 1 not covered by any protocol, 1 opaque call"));
}

TEST(TextReport, SummaryCountsVerdicts) {
  RunResult result = SampleResult();
  ProofRow proved;
  proved.verdict = Verdict::kProved;
  result.proofs.push_back(proved);
  EXPECT_TRUE(RenderSummary(result).starts_with(
      "result: 1 finding   proofs: 1 proved (1 for any number of instances, 0 to bound), "
      "1 refuted, 0 unknown\n"));
}

TEST(TextReport, IncompleteRunSaysSo) {
  RunResult result = SampleResult();
  result.complete = false;
  result.problems = {{"b.cc:1:1", "no such header"}};
  const std::string text = RenderText(result, {});
  EXPECT_TRUE(Has(text, "b.cc:1:1: error: no such header [IL-INCOMPLETE]"));
  EXPECT_TRUE(Has(text, "incomplete: 1 problem"));
}

TEST(TextReport, ColorAddsNothingButColor) {
  TextOptions plain, color;
  color.color = true;
  const std::string painted = RenderText(SampleResult(), color);
  EXPECT_TRUE(Has(painted, "\x1b["));
  EXPECT_EQ(std::regex_replace(painted, std::regex("\x1b\\[[0-9;]*m"), ""),
            RenderText(SampleResult(), plain));
}

TEST(TextReport, QuietKeepsFindingsAndResult) {
  TextOptions options;
  options.quiet = true;
  const std::string text = RenderText(SampleResult(), options);
  EXPECT_TRUE(Has(text, "[IL001]"));
  EXPECT_TRUE(Has(text, "result: 1 finding"));
  EXPECT_FALSE(Has(text, "protocol session-map"));
}

TEST(TextReport, PairTableIsShownOnRequest) {
  TextOptions options;
  EXPECT_FALSE(Has(RenderText(SampleResult(), options), "lock: field usage_"));
  options.all_pairs = true;
  EXPECT_TRUE(Has(RenderText(SampleResult(), options), "lock: field usage_: plain write in "));
}

TEST(TextReport, LongListOfOpenQuestionsIsCutWithACount) {
  RunResult result = SampleResult();
  for (int i = 0; i < 20; ++i) {
    result.unknown.push_back(
        {"IL-UNKNOWN-CUT", "p", "number " + std::to_string(i), "a.cc:1:1", "", 0});
  }
  EXPECT_TRUE(Has(RenderText(result, {}), "note: 11 more open questions"));
  TextOptions all;
  all.all_pairs = true;
  EXPECT_TRUE(Has(RenderText(result, all), "number 19"));
}

}  // namespace
}  // namespace interlock::report
