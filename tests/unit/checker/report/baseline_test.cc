// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/baseline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace interlock::report {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

Baseline Sample() {
  Baseline baseline;
  baseline.findings = {{"session-map", "IL001", "ff00", "data race: write of usage_"},
                       {"", "IL-TSA", "tsa/a.cc/reading \"x\" without mutex", "reading \"x\""}};
  baseline.not_covered = {{"spawn site", "Background", 2}, {"shared field", "Session::map", 1}};
  baseline.proofs = {{"spill", "data race freedom", Verdict::kUnknown, "20s"},
                     {"session-map", "data race freedom", Verdict::kProved, ""},
                     {"hash-join", "data race freedom", Verdict::kUnknown, ""}};
  baseline.unknown = {
      {"lookup", "IL-UNKNOWN-OPAQUE", "b000", {"a.cc|F#call#0", "a.cc|G#load#1"}, "", 1},
      {"lookup", "IL-UNKNOWN-VACUOUS", "a000", {}, "nothing to prove: no root", 3}};
  return baseline;
}

bool Validates(const std::string& text) {
  std::ifstream file(INTERLOCK_BASELINE_SCHEMA);
  const nlohmann::json schema_text = nlohmann::json::parse(file);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(schema_text), schema);
  const nlohmann::json document = nlohmann::json::parse(text);
  return valijson::Validator().validate(schema, NlohmannJsonAdapter(document), nullptr);
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(Baseline, SampleAndEmptyFollowTheSchema) {
  EXPECT_TRUE(Validates(BaselineToText(Sample())));
  EXPECT_TRUE(Validates(BaselineToText(Baseline())));
}

TEST(Baseline, SchemaRefusesWhatItDoesNotKnow) {
  const std::string text = BaselineToText(Sample());
  EXPECT_FALSE(Validates(Replaced(text, "\"verdict\": \"proved\"", "\"verdict\": \"fine\"")));
  EXPECT_FALSE(Validates(Replaced(text, "\"budget\": \"20s\"", "\"budget\": \"soon\"")));
  EXPECT_FALSE(Validates(Replaced(text, "\"count\": 2", "\"count\": 0")));
  EXPECT_FALSE(Validates(Replaced(text, "\"kind\": ", "\"line\": 3, \"kind\": ")));
}

TEST(Baseline, ReadsBackWhatItWroteToTheSameBytes) {
  const std::string text = BaselineToText(Sample());
  Result<Baseline> read = BaselineFromText(text);
  ASSERT_TRUE(read.ok()) << read.error().ToText();
  EXPECT_EQ(BaselineToText(*read), text);
  EXPECT_TRUE(read->IsKnownUnknown("spill"));
  EXPECT_FALSE(read->IsKnownUnknown("session-map"));
  ASSERT_NE(read->FindProof("spill", "data race freedom"), nullptr);
  EXPECT_EQ(read->FindProof("spill", "data race freedom")->budget, "20s");
  EXPECT_EQ(read->FindProof("spill", "termination"), nullptr);
  EXPECT_EQ(read->unknown[0].count + read->unknown[1].count, 4);
}

TEST(Baseline, OrderOfEntriesDoesNotMatter) {
  Baseline turned = Sample();
  std::reverse(turned.findings.begin(), turned.findings.end());
  std::reverse(turned.not_covered.begin(), turned.not_covered.end());
  std::reverse(turned.proofs.begin(), turned.proofs.end());
  std::reverse(turned.unknown.begin(), turned.unknown.end());
  EXPECT_EQ(BaselineToText(turned), BaselineToText(Sample()));
}

TEST(Baseline, AddedEntryChangesNoOtherLine) {
  const auto lines = [](const Baseline& baseline) {
    std::vector<std::string> result(1);
    for (char c : BaselineToText(baseline)) {
      if (c == '\n') {
        result.emplace_back();
      } else {
        result.back() += c;
      }
    }
    return result;
  };
  const std::vector<std::string> before = lines(Sample());
  for (const char* name : {"a", "m", "z"}) {  // first, in the middle, last
    Baseline more = Sample();
    more.proofs.push_back({name, "data race freedom", Verdict::kProved, ""});
    const std::vector<std::string> after = lines(more);
    // What was there is still there, in one piece before and one behind the new lines.
    const auto [old_end, new_end] = std::mismatch(before.begin(), before.end(), after.begin());
    const auto rest = before.end() - old_end;
    EXPECT_TRUE(std::equal(old_end, before.end(), after.end() - rest)) << name;
    EXPECT_EQ(after.size(), before.size() + 6);
  }
}

TEST(Baseline, TruncatedTextHasAPositionAtEveryLength) {
  const std::string text = BaselineToText(Sample());
  for (std::size_t length = 0; length + 2 < text.size(); ++length) {
    Result<Baseline> read = BaselineFromText(text.substr(0, length));
    ASSERT_FALSE(read.ok()) << length;
    EXPECT_FALSE(read.error().position.empty()) << length;
    EXPECT_FALSE(read.error().message.empty()) << length;
  }
}

TEST(Baseline, WhatIsNotUnderstoodIsAnErrorWithItsPlace) {
  struct Row {
    const char* from;
    const char* to;
    const char* position;
    const char* cause;
  };
  const Row rows[] = {
      {"interlock-baseline/1", "interlock-baseline/2", "/schema", "interlock-baseline/2"},
      {"\"findings\"", "\"finding\"", "/", "finding"},
      {"\"IL001\"", "\"IL999\"", "/findings/1/rule", "IL999"},
      {"\"ff00\"", "\"\"", "/findings/1/fingerprint", "empty"},
      {"\"fingerprint\": \"ff00\"", "\"fingerprint\": 7", "/findings/1/fingerprint", "integer"},
      {"\"verdict\": \"proved\"", "\"verdict\": \"fine\"", "/proofs/1/verdict", "fine"},
      {"\"verdict\": \"proved\"", "\"verdict\": \"refuted\"", "/proofs/1/verdict", "refuted"},
      {"\"verdict\": \"unknown\",\n   \"budget\"", "\"verdict\": \"proved\",\n   \"budget\"",
       "/proofs/2", "budget"},
      {"\"count\": 2", "\"count\": 0", "/not_covered/1/count", "0"},
      {"\"kind\": \"shared field\"", "\"lines\": 3, \"kind\": \"shared field\"", "/not_covered/0",
       "lines"},
  };
  for (const Row& row : rows) {
    Result<Baseline> read = BaselineFromText(Replaced(BaselineToText(Sample()), row.from, row.to));
    ASSERT_FALSE(read.ok()) << row.to;
    EXPECT_EQ(read.error().position.substr(0, std::string(row.position).size()), row.position)
        << read.error().ToText();
    EXPECT_NE(read.error().message.find(row.cause), std::string::npos) << read.error().ToText();
  }
}

TEST(Baseline, EntryThatStandsThereTwiceIsAnError) {
  Baseline twice = Sample();
  twice.proofs.push_back(twice.proofs[0]);
  Result<Baseline> read = BaselineFromText(BaselineToText(twice));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().position, "/proofs/3");
  EXPECT_NE(read.error().message.find("twice"), std::string::npos);
}

}  // namespace
}  // namespace interlock::report
