// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/sarif.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "checker/rules/rules.h"
#include "tests/unit/checker/report/sample_result.h"

namespace interlock::report {
namespace {

using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

bool IsValid(const json& document) {
  static const json schema_text = json::parse(std::ifstream(INTERLOCK_SARIF_SCHEMA));
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(schema_text), schema);
  return valijson::Validator().validate(schema, NlohmannJsonAdapter(document), nullptr);
}

json Sarif(const RunResult& result) { return json::parse(ResultToSarif(result)); }

TEST(Sarif, FollowsTheStandardsSchema) {
  RunResult result = SampleResult();
  EXPECT_TRUE(IsValid(Sarif(result)));
  EXPECT_TRUE(IsValid(Sarif(RunResult())));
  result.baseline.file = "interlock.baseline.json";
  result.complete = false;
  result.problems = {{"a b.cc:3:4", "no such file"}, {"", "stopped"}};
  EXPECT_TRUE(IsValid(Sarif(result)));
}

TEST(Sarif, SchemaRefusesABrokenFile) {
  json broken = Sarif(SampleResult());
  broken["runs"][0]["results"][0]["level"] = "fatal";
  EXPECT_FALSE(IsValid(broken));
  broken = Sarif(SampleResult());
  broken["runs"][0]["tool"].erase("driver");
  EXPECT_FALSE(IsValid(broken));
}

TEST(Sarif, RaceHasBothPlacesAndAFlowForEachThread) {
  const json result = Sarif(SampleResult())["runs"][0]["results"][0];
  EXPECT_EQ(result["ruleId"], "IL001");
  EXPECT_EQ(result["partialFingerprints"]["interlock/v1"], "abcd");
  const json place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "reference/session/usage.cc");
  EXPECT_EQ(place["artifactLocation"]["uriBaseId"], "SRCROOT");
  EXPECT_EQ(place["region"]["startLine"], 7);
  EXPECT_EQ(place["region"]["startColumn"], 5);
  const json other = result["relatedLocations"][0]["physicalLocation"];
  EXPECT_EQ(other["region"]["startLine"], 9);
  const json flows = result["codeFlows"][0]["threadFlows"];
  ASSERT_EQ(flows.size(), 2u);
  EXPECT_NE(flows[0]["id"], flows[1]["id"]);
  EXPECT_EQ(flows[0]["locations"].size(), 2u);  // the call, then the access
}

TEST(Sarif, RuleIndexLeadsToTheRule) {
  const json run = Sarif(SampleResult())["runs"][0];
  for (const json& result : run["results"]) {
    const std::size_t index = result["ruleIndex"];
    EXPECT_EQ(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
  }
  std::size_t errors = 0;
  for (const rules::Rule& rule : rules::AllRules()) errors += rule.level == "error";
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), errors);
}

TEST(Sarif, BaselineStateIsThereExactlyWithABaseline) {
  RunResult result = SampleResult();
  EXPECT_FALSE(Sarif(result)["runs"][0]["results"][0].contains("baselineState"));
  result.baseline.file = "b.json";
  EXPECT_EQ(Sarif(result)["runs"][0]["results"][0]["baselineState"], "new");
  result.findings[0].known = true;
  EXPECT_EQ(Sarif(result)["runs"][0]["results"][0]["baselineState"], "unchanged");
}

TEST(Sarif, IncompleteRunIsNotSuccessful) {
  RunResult result = SampleResult();
  EXPECT_EQ(Sarif(result)["runs"][0]["invocations"][0]["executionSuccessful"], true);
  result.problems = {{"a.cc", "cannot read"}};
  const json invocation = Sarif(result)["runs"][0]["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  EXPECT_EQ(invocation["exitCode"], 2);
  EXPECT_EQ(invocation["toolExecutionNotifications"][0]["message"]["text"], "cannot read");
}

TEST(Sarif, NamesOfFilesAreUris) {
  RunResult result = SampleResult();
  const auto uri = [&](const std::string& position) {
    result.findings[0].position = position;
    return Sarif(result)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
                        ["artifactLocation"]["uri"]
                            .get<std::string>();
  };
  EXPECT_EQ(uri("a b%.cc:1:2"), "a%20b%25.cc");
  EXPECT_EQ(uri("pins/spill/protocol.json"), "pins/spill/protocol.json");
  EXPECT_EQ(uri("/usr/include/map:3:1"), "file:///usr/include/map");
}

TEST(Sarif, TooManyFindingsAreLeftOutAndCounted) {
  RunResult result;
  Finding finding;
  finding.rule = "IL001";
  finding.id = "x";
  finding.position = "a.cc:1:1";
  finding.message = "data race";
  result.findings.assign(kResultsMax + 2, finding);
  const json run = Sarif(result)["runs"][0];
  EXPECT_EQ(run["results"].size(), kResultsMax);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "2 more findings are left out");
}

}  // namespace
}  // namespace interlock::report
